import type { ChangeSetChange, ChangeSetView } from "../../cloud/port.ts";
import type { Preview, PreviewChange } from "./preview.ts";

/** Where CloudFormation says something else than what was worked out here. */
export type Disagreement = {
	readonly logicalId: string;
	/** In plain words. */
	readonly here: string;
	readonly cloudFormation: string;
};

/** What CloudFormation says of the same difference. */
export type Agreement = {
	/** `refused`: it would not make this update. */
	readonly kind: ChangeSetView["kind"];
	readonly reasons: readonly string[];
	readonly disagreements: readonly Disagreement[];
};

const nothing = "nothing";

const wordsHere: Readonly<Record<PreviewChange["action"], string>> = {
	add: "added",
	remove: "removed",
	replace: "replaced",
	"may-replace": "changed, perhaps replaced",
	unknown: "changed",
	change: "changed",
};

function wordThere({ action, replacement }: ChangeSetChange): string {
	if (action === "add") return "added";
	if (action === "remove") return "removed";
	if (action === "import") return "imported";
	if (action === "dynamic") return "not known before it is done";
	if (replacement === "true") return "replaced";
	return replacement === "conditional" ? "changed, perhaps replaced" : "changed";
}

/** Only a change of attributes such as a policy of deletion or a tag of the stack; nobody's data or rights. */
function isSmall({ action, properties }: PreviewChange): boolean {
	return action === "change" && properties.every(({ path }) => path.startsWith("<"));
}

/** What each side may say without contradicting the other. */
function agree(here: PreviewChange | undefined, there: ChangeSetChange | undefined): boolean {
	if (!here) {
		// The tags of a stack are tags of its resources, so that these change with it; and what CloudFormation counts as
		// a change because a reference may have another value, is none in the templates.
		return there === undefined || wordThere(there) === "changed" || there.action === "dynamic";
	}
	if (!there) return isSmall(here);
	if (there.action === "dynamic") return true;
	const [one, other] = [wordsHere[here.action], wordThere(there)];
	if (one === other) return true;
	// Of a type that AWS publishes nothing about, CloudFormation alone knows.
	return here.action === "unknown" && there.action === "modify";
}

/** A version of a function that comes in place of another is one step here, and two there. */
function withoutOldVersions(changes: readonly ChangeSetChange[]): readonly ChangeSetChange[] {
	return changes.filter(({ type, action }) => !(type === "AWS::Lambda::Version" && action === "remove"));
}

/** Compares the difference that was worked out here with CloudFormation's own. */
export function compareWith(preview: Preview, view: ChangeSetView): Agreement {
	if (view.kind === "refused") return { kind: view.kind, reasons: view.reasons, disagreements: [] };
	const own = new Map(
		preview.changes.filter(({ region }) => region === undefined).map((change) => [change.logicalId, change]),
	);
	const theirs = new Map(
		withoutOldVersions(view.kind === "changes" ? view.changes : []).map((change) => [
			change.logicalId,
			change,
		]),
	);
	const ids = [...new Set([...own.keys(), ...theirs.keys()])];
	const disagreements = ids.flatMap((logicalId): Disagreement[] => {
		const [here, there] = [own.get(logicalId), theirs.get(logicalId)];
		if (agree(here, there)) return [];
		const because = there && there.because.length > 0 ? ` (${there.because.join(", ")})` : "";
		return [
			{
				logicalId,
				here: here ? wordsHere[here.action] : nothing,
				cloudFormation: there ? wordThere(there) + because : nothing,
			},
		];
	});
	return { kind: view.kind, reasons: [], disagreements };
}
