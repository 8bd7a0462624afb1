import { sub, type Text } from "../../template/intrinsics.ts";
import { splitFormat, wrongValue } from "./format.ts";
import type { Evaluated, RuntimeDirective } from "./kind.ts";

export const cfFormat: RuntimeDirective = {
	kind: "runtime",
	name: "CfFormat",
	docs: "Puts values into a text when CloudFormation deploys, each `{}` replaced in order. Unlike `$Format` it takes values that are known to AWS only, such as `$ResourceParam`.",
	parameters: [
		{ name: "text", docs: "Text with one `{}` for each value.", takes: "text" },
		{ name: "values", docs: "The values.", takes: "any", optional: true, rest: true },
	],
	example: "$CfFormat('https://{}/v1', $ResourceParam('api', 'domain'))",
	snippet: "CfFormat('${1:{\\}}', ${2:\\$ResourceParam('', '')})",
	render: ([text, ...values]) => {
		const wrong = wrongValue("CfFormat", values);
		if (wrong) return wrong;
		const parts = splitFormat(String(text), values.length);
		if (!Array.isArray(parts)) return parts as Evaluated;
		// A ${…} of the text itself is CloudFormation's: `${AWS::Region}`, or the logical id of a resource.
		const filled = parts.map(
			(part: string, index) => part + (index < values.length ? `\${sub${index}}` : ""),
		);
		const map = Object.fromEntries(values.map((value, index) => [`sub${index}`, asText(value)]));
		return { kind: "value", value: sub(filled.join(""), map) };
	},
};

function asText(value: unknown): Text {
	return typeof value === "object" && value !== null ? (value as Text) : String(value);
}
