import type { Agreement, Preview, PreviewChange, PreviewWidening } from "../effects.ts";
import { plainText } from "./plain.ts";
import type { Style } from "./style.ts";

const marks: Readonly<Record<PreviewChange["action"], string>> = {
	remove: "-",
	replace: "±",
	"may-replace": "±",
	unknown: "~",
	change: "~",
	add: "+",
};

const words: Readonly<Record<PreviewChange["action"], string>> = {
	remove: "is removed",
	replace: "is replaced",
	"may-replace": "is changed, and may be replaced",
	unknown: "is changed, as its maker decides",
	change: "is changed",
	add: "is added",
};

const fates = {
	gone: "lost for good",
	left: "left behind in the account, unknown to the stack",
	snapshot: "deleted, and kept as a snapshot",
} as const;

function paintOf(action: PreviewChange["action"], style: Style) {
	if (action === "add") return style.green;
	return action === "remove" || action === "replace" || action === "may-replace" ? style.red : style.yellow;
}

function becauseText({ because }: PreviewChange): string {
	const reasons = because.map(({ property, certainty, follows }) => {
		const why = follows === undefined ? "" : ` follows ${follows}`;
		return `${property}${why}${certainty === "maybe" ? " (perhaps)" : ""}`;
	});
	return reasons.length > 0 ? ` because of ${reasons.join(", ")}` : "";
}

function changeLines(change: PreviewChange, style: Style): string[] {
	const { action, logicalId, type, resource, properties, loss, sameName, region } = change;
	const paint = paintOf(action, style);
	const owner = resource === undefined ? logicalId : `${resource} (${logicalId})`;
	const where = region === undefined ? "" : ` in ${region}`;
	const head = `  ${paint(marks[action])} ${owner} ${words[action]}${becauseText(change)}${where} ${style.dim(type)}`;
	const lines = properties.map(({ path, before, after }) => {
		if (before === undefined && after === undefined) return `      ${path}`;
		return `      ${path}: ${before ?? "(nothing)"} → ${after ?? "(nothing)"}`;
	});
	if (loss) lines.push(`      ${style.red(`${loss.what}: ${fates[loss.fate]}`)}`);
	if (sameName !== undefined)
		lines.push(
			`      ${style.red(`CloudFormation will refuse this, because the name stays ${sameName}: rename the resource`)}`,
		);
	return [head, ...lines.map(plainText)];
}

function wideningLine({ kind, resource, logicalId, what, isNew }: PreviewWidening, style: Style): string {
	const owner = resource === undefined ? logicalId : `${resource} (${logicalId})`;
	const paint = kind === "public" ? style.red : style.yellow;
	return `  ${paint(kind === "public" ? "public" : "permission")} ${owner}${isNew ? ", new" : ""}: ${plainText(what)}`;
}

/** A difference for people. A first deploy lists what is made, and none of the rights, which are all new. */
export function previewText(preview: Preview, style: Style): string {
	const { stack, region, account, isNew, changes, widenings, outputs, settings } = preview;
	const title = `${style.bold(stack)} in ${region}, account ${account}${isNew ? ", is not there yet" : ""}`;
	const wider = widenings.filter(({ kind }) => !isNew || kind === "public");
	const parts = [
		...changes.flatMap((change) => changeLines(change, style)),
		...outputs.map((output) => `  ${style.yellow("~")} output ${output}`),
		...settings.map((setting) => `  ${style.yellow("~")} ${setting}`),
		...(wider.length > 0
			? [style.bold("More is permitted than before"), ...wider.map((one) => wideningLine(one, style))]
			: []),
	];
	return `${[title, ...(parts.length > 0 ? parts : ["  nothing differs"])].join("\n")}\n`;
}

/** What CloudFormation says beside that. */
export function agreementText(
	agreement: Agreement | undefined,
	notAskedBecause: string | undefined,
	style: Style,
): string {
	if (notAskedBecause !== undefined) return `CloudFormation was not asked: ${plainText(notAskedBecause)}\n`;
	if (!agreement) return "";
	if (agreement.kind === "refused")
		return `${style.red("CloudFormation would refuse this")}\n${agreement.reasons.map((reason) => `  ${plainText(reason)}\n`).join("")}`;
	if (agreement.disagreements.length === 0) return "CloudFormation's change set says the same\n";
	const lines = agreement.disagreements.map(
		({ logicalId, here, cloudFormation }) =>
			`  ${logicalId}: here ${here}, in CloudFormation's change set ${cloudFormation}\n`,
	);
	return `${style.yellow("CloudFormation's change set says something else")}\n${lines.join("")}`;
}
