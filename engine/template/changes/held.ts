import { dependenciesOf, visitReferences } from "../references.ts";
import type { CfnResource, Template } from "../template.ts";
import type { Members, Verdict } from "./verdict.ts";

/** Changes of a function that its code does not see: it can be swapped before them. */
const unseen: ReadonlySet<string> = new Set(["Tags", "ReservedConcurrentExecutions"]);

function isSeen({ property = "" }: Verdict): boolean {
	return !unseen.has(property) && !property.startsWith("<");
}

function referencesIn(value: unknown): ReadonlySet<string> {
	const found = new Set<string>();
	visitReferences(value, (id) => void found.add(id));
	return found;
}

/** The roles that the code of a resource works with, and those that start it. */
function rolesOf({ Properties = {} }: CfnResource): ReadonlySet<string> {
	const { Role, RoleArn, TaskRoleArn, ExecutionRoleArn } = Properties as Members;
	return referencesIn([Role, RoleArn, TaskRoleArn, ExecutionRoleArn]);
}

const isAccess = (type: string | undefined) => type?.startsWith("AWS::IAM::") === true;

/** True when `resource` is a policy that says what one of `roles` may do. */
function isPolicyOf({ Type, Properties = {} }: CfnResource, roles: ReadonlySet<string>): boolean {
	return isAccess(Type) && [...referencesIn((Properties as Members)["Roles"])].some((id) => roles.has(id));
}

/**
 * The changes that have to be made before the code and the settings of the function `id` may be new: what it reads,
 * and what it may do, must be there first. None of them is a swap.
 */
export function heldBy(id: string, wanted: Template, verdicts: readonly Verdict[]): readonly Verdict[] {
	const resource = Object.hasOwn(wanted.Resources, id) ? wanted.Resources[id] : undefined;
	if (!resource) return [];
	const roles = rolesOf(resource);
	const needed = dependenciesOf(resource, new Set(Object.keys(wanted.Resources)));
	return verdicts.filter((verdict) => {
		if (verdict.kind === "swap") return false;
		if (verdict.id === id) return verdict.change === "changed" && isSeen(verdict);
		const other = Object.hasOwn(wanted.Resources, verdict.id) ? wanted.Resources[verdict.id] : undefined;
		if (!other) return false;
		if (isPolicyOf(other, roles)) return true;
		return needed.has(verdict.id) && (verdict.change === "added" || isAccess(verdict.type));
	});
}
