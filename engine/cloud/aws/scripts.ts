import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
	CancelCommandCommand,
	DescribeInstanceInformationCommand,
	GetCommandInvocationCommand,
	GetParameterCommand,
	SendCommandCommand,
	SSMClient,
	StartSessionCommand,
	type StartSessionRequest,
} from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { Failure } from "../../report/failure.ts";
import type { CallOptions, CommandOutcome, ScriptPort, SessionTicket } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

function isNamed(...names: readonly string[]) {
	return (error: unknown): boolean => names.includes(awsErrorOf(error)?.name ?? "");
}

/** Ends of commands: https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
const isRunning = new Set(["Pending", "InProgress", "Delayed", "Cancelling"]);

function outcomeOf(invocation: {
	readonly Status?: string | undefined;
	readonly StatusDetails?: string | undefined;
	readonly ResponseCode?: number | undefined;
	readonly StandardOutputContent?: string | undefined;
	readonly StandardErrorContent?: string | undefined;
}): CommandOutcome | undefined {
	const { Status = "", StatusDetails = Status, ResponseCode = -1 } = invocation;
	if (isRunning.has(Status)) return undefined;
	const { StandardOutputContent: stdout = "", StandardErrorContent: stderr = "" } = invocation;
	// Commands that never began have no exit code, and say why in their state.
	const isEnded = Status === "Success" || ResponseCode >= 0;
	return {
		exitCode: isEnded ? ResponseCode : 1,
		stdout,
		stderr: isEnded ? stderr : `${stderr}${StatusDetails}`,
	};
}

/** A session, as the plugin of Session Manager takes it over. */
function startSession(
	session: Session,
	ssm: SSMClient,
	request: StartSessionRequest & { readonly Target: string },
	options: CallOptions,
): Promise<SessionTicket> {
	return onAws(session, "ssm:StartSession", options, async (http) => {
		const { SessionId, StreamUrl, TokenValue } = await ssm.send(new StartSessionCommand(request), http);
		const endpoint = session.endpoint ?? `https://ssm.${session.region}.amazonaws.com`;
		return { request: { ...request }, response: { SessionId, StreamUrl, TokenValue }, endpoint };
	});
}

/**
 * How long commands may run, in seconds: the longest that the document takes. Without it they are ended after an hour.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html
 */
const longestCommand = 172_800;

/** Sessions and commands on machines, through Systems Manager. */
function openMachines(
	session: Session,
): Pick<ScriptPort, "startTunnel" | "startShell" | "startCommands" | "commandOutcome" | "stopCommands"> {
	const ssm = new SSMClient(clientSettings(session));
	return {
		startTunnel: (machine, { host, port, localPort }, options) => {
			const request = {
				Target: machine,
				DocumentName: "AWS-StartPortForwardingSessionToRemoteHost",
				Parameters: {
					host: [host],
					portNumber: [String(port)],
					// Without it the plugin takes a port that is free, and says which.
					...(localPort !== undefined && { localPortNumber: [String(localPort)] }),
				},
			};
			return startSession(session, ssm, request, options);
		},
		startShell: (machine, options) => startSession(session, ssm, { Target: machine }, options),
		startCommands: (machine, commands, folder, options) =>
			onAws(session, "ssm:SendCommand", options, async (http) => {
				const input = {
					InstanceIds: [machine],
					DocumentName: "AWS-RunShellScript",
					Parameters: {
						commands: [...commands],
						workingDirectory: [folder],
						executionTimeout: [String(longestCommand)],
					},
				};
				const { Command } = await ssm.send(new SendCommandCommand(input), http);
				return Command?.CommandId ?? "";
			}),
		commandOutcome: (machine, id, options) =>
			onAws(session, "ssm:GetCommandInvocation", options, async (http) => {
				const input = { CommandId: id, InstanceId: machine };
				const asked = ssm.send(new GetCommandInvocationCommand(input), http);
				// Right after the start Systems Manager does not know the command on the machine yet.
				const found = await unlessMissing(asked, isNamed("InvocationDoesNotExist"));
				return found && outcomeOf(found);
			}),
		stopCommands: (machine, id, options) =>
			onAws(session, "ssm:CancelCommand", options, async (http) => {
				await ssm.send(new CancelCommandCommand({ CommandId: id, InstanceIds: [machine] }), http);
			}),
	};
}

/** Which of some machines Systems Manager reaches. */
function reachable(
	session: Session,
	ssm: SSMClient,
	machines: readonly string[],
	options: CallOptions,
): Promise<ReadonlySet<string>> {
	return onAws(session, "ssm:DescribeInstanceInformation", options, async (http) => {
		const Filters = [
			{ Key: "InstanceIds", Values: [...machines] },
			{ Key: "PingStatus", Values: ["Online"] },
		];
		const found = await ssm.send(new DescribeInstanceInformationCommand({ Filters }), http);
		return new Set((found.InstanceInformationList ?? []).flatMap(({ InstanceId }) => InstanceId ?? []));
	});
}

/** The running machines of a group. */
function runningMachines(
	session: Session,
	client: EC2Client,
	group: string,
	options: CallOptions,
): Promise<readonly string[]> {
	return onAws(session, "ec2:DescribeInstances", options, async (http) => {
		const Filters = [
			{ Name: "tag:aws:autoscaling:groupName", Values: [group] },
			{ Name: "instance-state-name", Values: ["running"] },
		];
		const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ Filters }), http);
		return Reservations.flatMap(({ Instances = [] }) =>
			Instances.flatMap(({ InstanceId }) => InstanceId ?? []),
		);
	});
}

function noKeys(arn: string): Failure {
	return new Failure({ code: "aws-error", kind: "aws", message: `AWS gave no keys for the role ${arn}` });
}

/** What scripts need, each through the service that it belongs to. */
export function openScripts(session: Session): ScriptPort {
	const settings = clientSettings(session);
	const secrets = new SecretsManagerClient(settings);
	const parameters = new SSMClient(settings);
	const roles = new STSClient(settings);
	const instances = new EC2Client(settings);
	return {
		...openMachines(session),
		secretValue: (name, version, options) =>
			onAws(session, "secretsmanager:GetSecretValue", options, async (http) => {
				const input = { SecretId: name, ...(version && { VersionId: version }) };
				const asked = secrets.send(new GetSecretValueCommand(input), http);
				return (await unlessMissing(asked, isNamed("ResourceNotFoundException")))?.SecretString;
			}),
		parameterValue: (name, options) =>
			onAws(session, "ssm:GetParameter", options, async (http) => {
				const asked = parameters.send(new GetParameterCommand({ Name: name, WithDecryption: true }), http);
				return (await unlessMissing(asked, isNamed("ParameterNotFound")))?.Parameter?.Value;
			}),
		assumeRole: (arn, options) =>
			onAws(session, "sts:AssumeRole", options, async (http) => {
				const input = { RoleArn: arn, RoleSessionName: "spool-script" };
				const { Credentials } = await roles.send(new AssumeRoleCommand(input), http);
				const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
				if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw noKeys(arn);
				return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
			}),
		machines: async (group, options) => {
			const ids = await runningMachines(session, instances, group, options);
			if (ids.length === 0) return [];
			const online = await reachable(session, parameters, ids, options);
			return ids.map((id) => ({ id, isReachable: online.has(id) }));
		},
	};
}
