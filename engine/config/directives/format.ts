import { isIntrinsic } from "../../template/intrinsics.ts";
import type { Evaluated, LocalDirective } from "./kind.ts";

/** The parts of `text` around its `{}`, or what is wrong with the number of values. */
export function splitFormat(text: string, values: number): readonly string[] | Evaluated {
	const parts = text.split("{}");
	if (parts.length - 1 === values) return parts;
	const placeholders = parts.length - 1;
	return {
		kind: "wrong",
		code: "format-count-mismatch",
		message: `the text has ${placeholders} ${placeholders === 1 ? "placeholder" : "placeholders"} {}, but ${values} ${values === 1 ? "value is" : "values are"} given`,
		hint: "give one value for each {}",
	};
}

/** What is wrong with `values` when one of them is no text and cannot become one. */
export function wrongValue(directive: string, values: readonly unknown[]): Evaluated | undefined {
	const index = values.findIndex(
		(value) => typeof value === "object" && value !== null && !isIntrinsic(value),
	);
	if (index < 0) return undefined;
	const kind = Array.isArray(values[index]) ? "list" : "map";
	return {
		kind: "wrong",
		code: "wrong-argument",
		message: `value ${index + 1} of $${directive} is a ${kind}, which cannot be put into a text`,
		hint: "name one of its parts, such as $Var().table.name",
	};
}

export const format: LocalDirective = {
	kind: "local",
	name: "Format",
	docs: "Puts values into a text, each `{}` replaced in order.",
	parameters: [
		{ name: "text", docs: "Text with one `{}` for each value.", takes: "text" },
		{ name: "values", docs: "The values.", takes: "any", optional: true, rest: true },
	],
	example: "$Format('{}-{}', $Stage(), $Region())",
	snippet: "Format('${1:{\\}}', ${2:\\$Stage()})",
	evaluate: ([text, ...values]) => {
		const wrong = wrongValue("Format", values);
		if (wrong) return wrong;
		const parts = splitFormat(String(text), values.length);
		if (!Array.isArray(parts)) return parts as Evaluated;
		const filled = parts.map((part, index) => part + (index < values.length ? String(values[index]) : ""));
		return { kind: "value", value: filled.join("") };
	},
};
