import {
	DeleteParametersCommand,
	DescribeParametersCommand,
	GetParameterCommand,
	GetParametersByPathCommand,
	PutParameterCommand,
	SSMClient,
} from "@aws-sdk/client-ssm";
import type { ParameterPort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, groupsOf, unlessMissing } from "./pages.ts";
import { openReferences } from "./references.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

/** How many parameters one call deletes; https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
const deletedAtOnce = 10;

/** Parameters through Systems Manager. */
export function openParameters(session: Session): ParameterPort {
	const client = new SSMClient(clientSettings(session));
	const references = openReferences(session);
	return {
		describe: (name, options) =>
			onAws(session, "ssm:DescribeParameters", options, async (http) => {
				const filter = { Key: "Name", Option: "Equals", Values: [name] };
				const input = new DescribeParametersCommand({ ParameterFilters: [filter] });
				const [found] = (await client.send(input, http)).Parameters ?? [];
				if (found?.Type === undefined || found.Version === undefined) return undefined;
				return { type: found.Type, version: found.Version };
			}),
		list: (path, options) =>
			onAws(session, "ssm:GetParametersByPath", options, (http) => namesBelow(client, path, http)),
		write: async (name, text, options) => {
			const value = await references.resolve(text, options);
			const kept = await onAws(session, "ssm:GetParameter", options, async (http) => {
				const asked = client.send(new GetParameterCommand({ Name: name, WithDecryption: true }), http);
				return (await unlessMissing(asked, isMissingParameter))?.Parameter;
			});
			if (kept?.Value === value && kept.Type === "SecureString") return;
			await onAws(session, "ssm:PutParameter", options, async (http) => {
				const input = { Name: name, Value: value, Type: "SecureString", Overwrite: true } as const;
				await client.send(new PutParameterCommand({ ...input, Tier: "Intelligent-Tiering" }), http);
			});
		},
		remove: (names, options) =>
			onAws(session, "ssm:DeleteParameters", options, async (http) => {
				for (const some of groupsOf(names, deletedAtOnce))
					await client.send(new DeleteParametersCommand({ Names: some }), http);
			}),
	};
}

/** Names only: the values stay encrypted. */
function namesBelow(client: SSMClient, path: string, http: SendOptions): Promise<readonly string[]> {
	return allPages(async (marker: string | undefined) => {
		const input = { Path: path, Recursive: true, ...(marker !== undefined && { NextToken: marker }) };
		const page = await client.send(new GetParametersByPathCommand(input), http);
		return { items: (page.Parameters ?? []).flatMap(({ Name }) => Name ?? []), next: page.NextToken };
	});
}

function isMissingParameter(error: unknown): boolean {
	return awsErrorOf(error)?.name === "ParameterNotFound";
}
