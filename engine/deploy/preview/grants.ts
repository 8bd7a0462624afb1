import type { CfnResource } from "../../template/template.ts";

/** One permission: who may do what with what. Intrinsics as JSON. */
export type Grant = {
	readonly effect: string;
	/** Who, where the policy says it; a role's own policies say it of the role. */
	readonly principal: string;
	readonly action: string;
	readonly resource: string;
	/** As JSON; empty for none. */
	readonly condition: string;
};

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function words(value: unknown): readonly string[] {
	if (value === undefined) return [];
	return [value].flat().map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
}

/** `prefix` marks what is said by its opposite (`NotAction`). */
function members(statement: Members, name: string): readonly string[] {
	const positive = words(statement[name]);
	return positive.length > 0 ? positive : words(statement[`Not${name}`]).map((word) => `not ${word}`);
}

function principals(statement: Members): readonly string[] {
	const principal = statement["Principal"] ?? statement["NotPrincipal"];
	const mark = statement["NotPrincipal"] === undefined ? "" : "not ";
	if (!isMembers(principal)) return words(principal).map((word) => mark + word);
	return Object.values(principal).flatMap((who) => words(who).map((word) => mark + word));
}

const orNothing = (texts: readonly string[]): readonly string[] => (texts.length > 0 ? texts : [""]);

function statementGrants(statement: Members): Grant[] {
	const condition = isMembers(statement["Condition"]) ? JSON.stringify(statement["Condition"]) : "";
	const effect = String(statement["Effect"] ?? "Allow");
	return orNothing(principals(statement)).flatMap((principal) =>
		orNothing(members(statement, "Action")).flatMap((action) =>
			orNothing(members(statement, "Resource")).map(
				(resource): Grant => ({ effect, principal, action, resource, condition }),
			),
		),
	);
}

/** Every statement of every policy inside a value. */
function statementsIn(value: unknown): Members[] {
	if (Array.isArray(value)) return value.flatMap(statementsIn);
	if (!isMembers(value)) return [];
	const { Statement: own, ...rest } = value;
	const statements = [own].flat().filter((one) => isMembers(one) && one["Effect"] !== undefined) as Members[];
	return [...statements, ...Object.values(rest).flatMap(statementsIn)];
}

function managedGrants(properties: Members): Grant[] {
	return words(properties["ManagedPolicyArns"]).map((arn) => ({
		effect: "Allow",
		principal: "",
		action: `all of ${arn}`,
		resource: "",
		condition: "",
	}));
}

function invokeGrant(properties: Members): Grant {
	const { Principal, Action, SourceArn, SourceAccount, FunctionUrlAuthType } = properties;
	const condition = { SourceArn, SourceAccount, FunctionUrlAuthType };
	const text = JSON.stringify(condition);
	return {
		effect: "Allow",
		principal: String(Principal ?? ""),
		action: String(Action ?? ""),
		resource: words(properties["FunctionName"]).join(),
		condition: text === "{}" ? "" : text,
	};
}

/** All that a resource of a template permits or forbids. */
export function grantsOf({ Type, Properties = {} }: CfnResource): readonly Grant[] {
	if (Type === "AWS::Lambda::Permission") return [invokeGrant(Properties)];
	const own = statementsIn(Properties).flatMap(statementGrants);
	return /^AWS::IAM::(Role|User|Group)$/.test(Type) ? [...own, ...managedGrants(Properties)] : own;
}

/** True when a pattern of a policy matches all that another one does: `s3:*` covers `s3:Get*`. */
function matches(pattern: string, text: string): boolean {
	if (pattern === text) return true;
	if (pattern.startsWith("not ") || text.startsWith("not ")) return false;
	const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
	return parts.length > 1 && new RegExp(`^${parts.join("[\\s\\S]*")}$`, "i").test(text);
}

/** True when `wide` permits all that `narrow` does. */
function covers(wide: Grant, narrow: Grant): boolean {
	return (
		wide.effect === narrow.effect &&
		(wide.principal === narrow.principal || wide.principal === "*") &&
		(wide.condition === "" || wide.condition === narrow.condition) &&
		matches(wide.action, narrow.action) &&
		matches(wide.resource, narrow.resource)
	);
}

/** What `after` permits and `before` did not: new permissions, and prohibitions that are gone. */
export function widened(before: readonly Grant[], after: readonly Grant[]): readonly Grant[] {
	const isMissing = (others: readonly Grant[]) => (grant: Grant) => !others.some((one) => covers(one, grant));
	const added = after.filter(({ effect }) => effect === "Allow").filter(isMissing(before));
	const freed = before.filter(({ effect }) => effect === "Deny").filter(isMissing(after));
	return [...added, ...freed];
}
