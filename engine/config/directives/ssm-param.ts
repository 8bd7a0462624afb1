import { addedOutput } from "../../names/output-name.ts";
import { MISSING, wantKey } from "../facts.ts";
import type { RuntimeDirective } from "./kind.ts";

export const ssmParam: RuntimeDirective = {
	kind: "runtime",
	name: "SsmParam",
	docs: "A parameter of AWS Systems Manager, read by CloudFormation when it deploys. The value of a secure one is never in the template, the log or on this machine; CloudFormation takes it for passwords of databases and the like only.",
	parameters: [{ name: "name", docs: "Name of the parameter, with its path.", takes: "text" }],
	example: "$SsmParam('/prod/key')",
	snippet: "SsmParam('${1:/name}')",
	want: ([name]) => ({ kind: "parameter", name: String(name) }),
	render: ([given], { facts, addOutput }) => {
		const name = String(given);
		const answer = facts.get(wantKey({ kind: "parameter", name }));
		if (answer === MISSING) {
			return {
				kind: "wrong",
				code: "unknown-parameter",
				message: `there is no parameter "${name}" in this account and region`,
				hint: `create it: aws ssm put-parameter --name ${name} --type String --value VALUE`,
			};
		}
		if (answer === undefined) return { kind: "value", value: `{{resolve:ssm:${name}}}` };
		const [type, version = ""] = answer.split(":");
		const output = addedOutput(name.replaceAll("/", "-"), "CurrentSsmParamVersion");
		// Pinned to the version, so that a changed parameter is a change that CloudFormation sees.
		if (!addOutput(output, version)) {
			return {
				kind: "wrong",
				code: "duplicate-output",
				message: `the version of "${name}" cannot be recorded, because the output "${output}" is that of another parameter`,
				hint: "rename one of the two parameters so that the names differ in more than punctuation and case",
			};
		}
		const service = type === "SecureString" ? "ssm-secure" : "ssm";
		return { kind: "value", value: `{{resolve:${service}:${name}:${version}}}` };
	},
};
