import { addedOutput } from "../../names/output-name.ts";
import { MISSING, wantKey } from "../facts.ts";
import type { RuntimeDirective } from "./kind.ts";

/** `name.key` → its parts; only the first dot separates, as the format has it. */
function split(reference: string): { readonly name: string; readonly key: string } {
	const dot = reference.indexOf(".");
	if (dot < 0) return { name: reference, key: "" };
	return { name: reference.slice(0, dot), key: reference.slice(dot + 1) };
}

export const secret: RuntimeDirective = {
	kind: "runtime",
	name: "Secret",
	docs: "A secret of AWS Secrets Manager, read by CloudFormation when it deploys: the value is never in the template, the log or on this machine. `name.key` picks a key of a JSON secret.",
	parameters: [
		{ name: "name", docs: "Name of the secret, with `.key` for one key of a JSON secret.", takes: "text" },
	],
	example: "$Secret('stripe.apiKey')",
	snippet: "Secret('${1:name}')",
	want: ([reference]) => ({ kind: "secret", name: split(String(reference)).name }),
	render: ([reference], { facts, addOutput }) => {
		const { name, key } = split(String(reference));
		const version = facts.get(wantKey({ kind: "secret", name }));
		if (version === MISSING) {
			return {
				kind: "wrong",
				code: "unknown-secret",
				message: `there is no secret "${name}" in this account and region`,
				hint: `create it: aws secretsmanager create-secret --name ${name} --secret-string file://secret.txt`,
			};
		}
		const output = addedOutput(name, "CurrentSecretVersionId");
		// Pinned to the version, so that a rotated secret is a change that CloudFormation sees.
		if (version !== undefined && !addOutput(output, version)) {
			return {
				kind: "wrong",
				code: "duplicate-output",
				message: `the version of "${name}" cannot be recorded, because the output "${output}" is that of another secret`,
				hint: "rename one of the two secrets so that the names differ in more than punctuation and case",
			};
		}
		return {
			kind: "value",
			value: `{{resolve:secretsmanager:${name}:SecretString:${key}::${version ?? ""}}}`,
		};
	},
};
