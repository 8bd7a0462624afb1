import type { ScriptPort } from "../../engine/cloud/port.ts";
import { Failure } from "../../engine/report/failure.ts";
import type { Answers } from "./memory-cloud-stacks.ts";
import { uuidOf, type World } from "./memory-cloud-world.ts";

/** What scripts need, in the in-memory cloud. Commands have ended when their outcome is asked for, or never end. */
export function memoryScripts(world: World): Answers<ScriptPort> {
	const { scripts } = world;
	return {
		secretValue: (name) => scripts.secretValues.get(name),
		parameterValue: (name) => scripts.parameterValues.get(name),
		assumeRole: (arn) => {
			if (scripts.roles.has(arn))
				return { accessKeyId: `key of ${arn}`, secretAccessKey: "secret", sessionToken: "token" };
			throw new Failure({
				code: "access-denied",
				kind: "permission",
				message: `arn:aws:iam::${world.account}:user/tester may not do sts:AssumeRole`,
			});
		},
		machines: (group) => {
			const waits = scripts.startsAfter.get(group) ?? 0;
			scripts.startsAfter.set(group, waits - 1);
			return (scripts.machines.get(group) ?? []).map((id) => ({ id, isReachable: waits <= 0 }));
		},
		startTunnel: (machine, { host, port, localPort }) => ({
			request: {
				Target: machine,
				Parameters: {
					host: [host],
					portNumber: [String(port)],
					...(localPort !== undefined && { localPortNumber: [String(localPort)] }),
				},
			},
			response: { SessionId: `session-${world.nextId()}`, TokenValue: "token of the session" },
			endpoint: `https://ssm.${world.region}.amazonaws.com`,
		}),
		startShell: (machine) => ({
			request: { Target: machine },
			response: { SessionId: `session-${world.nextId()}`, TokenValue: "token of the session" },
			endpoint: `https://ssm.${world.region}.amazonaws.com`,
		}),
		stopCommands: (_machine, id) => void scripts.stopped.push(id),
		startCommands: (machine, commands, folder) => {
			const id = uuidOf(world.nextId());
			const outcome = scripts.run(machine, commands, folder);
			if (outcome) scripts.outcomes.set(id, outcome);
			return id;
		},
		commandOutcome: (_machine, id) => scripts.outcomes.get(id),
	};
}
