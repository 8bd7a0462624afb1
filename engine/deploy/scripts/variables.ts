import type { ScriptConnection, ScriptPlan } from "../../compile/scripts.ts";
import { Failure } from "../../report/failure.ts";
import { evaluate, Unknowable } from "./evaluate.ts";
import type { ScriptWorld } from "./world.ts";

/** A script with what it takes its values from. */
export type ScriptValues = { readonly plan: ScriptPlan; readonly world: ScriptWorld };

function unknowable(plan: ScriptPlan, what: string, { reason, isUndeployed }: Unknowable): Failure {
	return new Failure({
		code: isUndeployed ? "script-needs-stack" : "script-value-unknown",
		kind: "script",
		message: `${what} of the script ${plan.name} is not known: ${reason}`,
		hint: isUndeployed
			? "deploy first; a script that needs the deployed stack can only run after that"
			: "deploy again, or correct the value",
		origin: plan.span,
	});
}

/** The real value of a part of a script; fails with a `Failure` that names the part when nobody knows it. */
export async function realValue(
	{ plan, world }: ScriptValues,
	what: string,
	value: unknown,
): Promise<string> {
	const result = await evaluate(value, world);
	if (result instanceof Unknowable) throw unknowable(plan, what, result);
	return result;
}

/** The parameters of a resource that a script connects to, with their real values. */
export async function paramsOf(
	values: ScriptValues,
	{ reference, params }: ScriptConnection,
): Promise<ReadonlyMap<string, string>> {
	const real = new Map<string, string>();
	for (const { name, value } of params) {
		const before = values.world.hidden.size;
		const text = await realValue(values, `the parameter ${name} of ${reference}`, value);
		// What holds a secret is one.
		if (values.world.hidden.size > before || holdsHidden(text, values.world)) values.world.hidden.add(text);
		real.set(name, text);
	}
	return real;
}

/** True for a text in which something stands that must not be shown. */
export function holdsHidden(text: string, { hidden }: Pick<ScriptWorld, "hidden">): boolean {
	return [...hidden].some((secret) => secret !== "" && text.includes(secret));
}

/** The `environment` of a script, with real values. */
export async function ownVariables(values: ScriptValues): Promise<Record<string, string>> {
	const variables: Record<string, string> = {};
	for (const { name, value } of values.plan.environment) {
		variables[name] = await realValue(values, `the variable ${name}`, value);
	}
	return variables;
}

/** The shortest secret that is looked for in what a script prints: shorter ones occur by chance. */
const shortestHidden = 4;

/** A text in which nothing is left of what must not be shown. */
export function withoutSecrets(text: string, { hidden }: Pick<ScriptWorld, "hidden">): string {
	const secrets = [...hidden].filter(({ length }) => length >= shortestHidden);
	// The longest first: a connection string holds the password.
	return secrets
		.toSorted((left, right) => right.length - left.length)
		.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
