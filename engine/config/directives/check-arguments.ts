import { nearest } from "../../report/nearest.ts";
import type { Problem } from "../../report/problem.ts";
import { Deferred, type DirectiveArgument } from "../../text/tree.ts";
import type { Directive, DirectiveParameter } from "./kind.ts";
import type { DirectiveCall } from "./syntax.ts";

/** A problem that the place is still to be added to. */
export type Report = Omit<Problem, "span" | "severity"> & { readonly severity?: Problem["severity"] };

type Args = readonly DirectiveArgument[];

function missingArgument({ parameters, name, example }: Directive, args: Args): Report | undefined {
	const missing = parameters.find((parameter, index) => !parameter.optional && (args[index] ?? "") === "");
	if (!missing) return undefined;
	return {
		code: "missing-argument",
		message: `$${name} needs the argument "${missing.name}"`,
		hint: `write for example ${example}`,
	};
}

function tooMany({ parameters, name, example }: Directive, args: Args): Report | undefined {
	if (args.length <= parameters.length || parameters.at(-1)?.rest) return undefined;
	const given = `${args.length} ${args.length === 1 ? "is" : "are"} given`;
	// Older tools for the format read past the arguments of a directive that takes none.
	if (parameters.length === 0) {
		return {
			code: "too-many-arguments",
			severity: "warning",
			message: `$${name} takes no arguments, but ${given}`,
			hint: `write for example ${example}`,
		};
	}
	const taken = `${parameters.length} ${parameters.length === 1 ? "argument" : "arguments"}`;
	return { code: "too-many-arguments", message: `$${name} takes ${taken}, but ${given}` };
}

function describe(value: DirectiveArgument): string {
	if (value === null) return "empty";
	if (Array.isArray(value)) return "a list";
	return typeof value === "object" ? "a map" : String(value);
}

function wrongText(parameter: DirectiveParameter, name: string, value: string): Report | undefined {
	const { values, form } = parameter;
	if (values && !values.includes(value)) {
		const meant = nearest(value, values);
		return {
			code: "wrong-argument",
			message: `"${value}" is not a value of the argument "${parameter.name}" of $${name}`,
			hint: meant ? `did you mean '${meant}'?` : `one of: ${values.join(", ")}`,
		};
	}
	if (!form || form.pattern.test(value)) return undefined;
	return {
		code: "wrong-argument",
		message: `"${value}" cannot be the argument "${parameter.name}" of $${name}`,
		hint: form.hint,
	};
}

function wrongArgument({ parameters, name }: Directive, args: Args): Report | undefined {
	for (const [index, parameter] of parameters.entries()) {
		const value = args[index];
		if (parameter.takes !== "text" || value === undefined || value instanceof Deferred) continue;
		if (typeof value !== "string") {
			return {
				code: "wrong-argument",
				message: `argument "${parameter.name}" of $${name} must be text, but is ${describe(value)}`,
				hint: "put it in quotes",
			};
		}
		const wrong = wrongText(parameter, name, value);
		if (wrong) return wrong;
	}
	return undefined;
}

function knownTooLate(directive: Directive, call: DirectiveCall, args: Args): Report | undefined {
	const unresolved = args.find((argument) => argument instanceof Deferred);
	if (directive.kind !== "local" || !(unresolved instanceof Deferred) || unresolved.unanswered)
		return undefined;
	const isFormat = directive.name === "Format";
	return {
		code: "value-known-at-deploy",
		message: `${unresolved.text} is known only at deploy, but ${call.text} needs it now`,
		hint: isFormat ? "use $CfFormat instead of $Format" : "give a value that this config knows",
	};
}

function pathOfText(directive: Directive, call: DirectiveCall): Report | undefined {
	if (directive.kind !== "runtime" || call.path.length === 0) return undefined;
	const before = call.text.slice(0, call.text.length - call.path.join(".").length - 1);
	return {
		code: "unknown-path",
		message: `${before} has no "${call.path[0]}": it is a text`,
		hint: "remove what follows the parenthesis",
	};
}

/** What is wrong with the arguments of a directive, the first fault only; the others may follow from it. */
export function checkArguments(directive: Directive, call: DirectiveCall, args: Args): Report | undefined {
	return (
		missingArgument(directive, args) ??
		tooMany(directive, args) ??
		wrongArgument(directive, args) ??
		knownTooLate(directive, call, args) ??
		pathOfText(directive, call)
	);
}
