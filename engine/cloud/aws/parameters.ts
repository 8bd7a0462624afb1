import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterPort } from "../port.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

/** Parameters through Systems Manager. Only their description is read, so no permission for values is needed. */
export function openParameters(session: Session): ParameterPort {
	const client = new SSMClient(clientSettings(session));
	return {
		describe: (name, options) =>
			onAws(session, "ssm:DescribeParameters", options, async (http) => {
				const filter = { Key: "Name", Option: "Equals", Values: [name] };
				const input = new DescribeParametersCommand({ ParameterFilters: [filter] });
				const [found] = (await client.send(input, http)).Parameters ?? [];
				if (found?.Type === undefined || found.Version === undefined) return undefined;
				return { type: found.Type, version: found.Version };
			}),
	};
}
