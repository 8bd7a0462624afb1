import type { Identity, StoredObject } from "../../cloud/port.ts";
import type { PackedArtifact } from "../../package/packed.ts";
import { Cancelled, Failure } from "../../report/failure.ts";
import type { Course } from "../course.ts";
import type { Deployed } from "../deployed.ts";
import { listArtifacts } from "../plan-uploads.ts";
import type { Ports } from "../ports.ts";
import { likelySeconds } from "./duration.ts";
import { countsOf, isSame, lossesOf, type Preview, type PreviewLoss, previewOf } from "./preview.ts";
import { sidesOf } from "./wanted.ts";

function lossInWords({ name, type, how, what, fate, because }: PreviewLoss): string {
	const why = because.length > 0 ? `, because ${because.join(" and ")} changes` : "";
	const fates = {
		gone: `this is lost: ${what}`,
		left: `this stays behind in the account, unknown to the stack: ${what}`,
		snapshot: `AWS keeps nothing but a snapshot of ${what}`,
	};
	return `${name} (${type}) is ${how}${why}; ${fates[fate]}`;
}

function refused(losses: readonly PreviewLoss[]): Failure {
	const names = losses.map(({ name }) => name);
	return new Failure({
		code: "loss-not-approved",
		kind: "usage",
		message: `this deploy would take away what only ${names.join(" and ")} ${names.length === 1 ? "has" : "have"}, and nobody has said that it may`,
		hint: `type the names in a terminal, or say --may-lose ${names.join(",")}`,
		details: losses.map(lossInWords),
	});
}

/** Asks for each resource whose data would go away, by its name. `mayLose` are those that somebody has named before. */
async function approveLosses(ports: Ports, preview: Preview, mayLose: readonly string[]): Promise<void> {
	const open = lossesOf(preview).filter(({ name }) => !mayLose.includes(name));
	for (const loss of open) {
		const { stack, account, region } = preview;
		const words = lossInWords(loss);
		const answer = await ports.ask({ kind: "lose-data", stack, account, region, name: loss.name, words });
		if (answer === undefined) throw refused(open);
		if (answer !== loss.name)
			throw new Cancelled([
				`CloudFormation was not asked for anything: "${answer}" is not the name ${loss.name}`,
			]);
	}
}

/** Names that are given for losses which do not happen: mostly misspelt, or of an earlier time. */
function tellNeedless(ports: Ports, preview: Preview, mayLose: readonly string[]): void {
	const names = new Set(lossesOf(preview).map(({ name }) => name));
	const needless = mayLose.filter((name) => !names.has(name));
	if (needless.length === 0) return;
	const message = `this deploy loses nothing of ${needless.join(" and ")}`;
	ports.emit({ kind: "note", level: "note", message });
}

/** What watchers without a question are told: how much changes, and everything that deserves a second look. */
function tell({ emit }: Ports, preview: Preview): void {
	if (preview.isNew) return;
	emit({ kind: "note", level: "note", message: `what changes: ${countsOf(preview)}` });
	const warn = (message: string) => emit({ kind: "note", level: "warning", message });
	for (const loss of lossesOf(preview)) warn(lossInWords(loss));
	for (const { kind, resource, logicalId, what } of preview.widenings)
		if (kind === "public") warn(`${resource ?? logicalId} becomes more public: ${what}`);
	for (const { logicalId, sameName } of preview.changes)
		if (sameName !== undefined)
			warn(
				`${logicalId} has to be replaced and keeps its name ${sameName}: CloudFormation will refuse that; rename the resource in the config`,
			);
}

/** Says before the start when the credentials will probably not last. */
function tellExpiry(
	{ emit, host }: Ports,
	{ expiresAt, isRenewed }: Identity,
	changes: Preview["changes"],
): void {
	const seconds = likelySeconds(changes);
	if (expiresAt === undefined || isRenewed || expiresAt - host.now() > seconds * 1_000) return;
	const minutes = Math.max(0, Math.floor((expiresAt - host.now()) / 60_000));
	const message = `the credentials end in ${minutes} minutes, and this deploy may take ${Math.ceil(seconds / 60)}: renew them first; CloudFormation would go on without them, and nothing would follow it`;
	emit({ kind: "note", level: "warning", message });
}

/**
 * Shows what a deploy would do and asks whether it shall. Where nobody can be asked, changes that lose no data go on;
 * those that do need the names of what is lost.
 */
export async function approve(ports: Ports, preview: Preview, mayLose: readonly string[]): Promise<void> {
	tell(ports, preview);
	tellNeedless(ports, preview, mayLose);
	const answer = await ports.ask({ kind: "approve-deploy", stack: preview.stack, preview });
	if (answer !== undefined && answer !== "yes")
		throw new Cancelled([
			`the deploy of ${preview.stack} was not approved: CloudFormation was not asked for anything`,
		]);
	await approveLosses(ports, preview, mayLose);
}

/**
 * Works out what a deploy would do, and has it approved before anything is changed. Gives what is in the deployment
 * bucket, which it has listed for that; `undefined` before the first deploy, when there is none.
 */
export async function approveCourse(
	ports: Ports,
	{ action, prepared, request, stack }: Course,
	packed: readonly PackedArtifact[],
	deployed: Deployed | undefined,
): Promise<readonly StoredObject[] | undefined> {
	const { analysis, version } = prepared;
	const { compiled } = analysis;
	const isUpdate = action === "update";
	const stored = isUpdate ? await listArtifacts(ports, compiled.deploymentBucket, request.signal) : undefined;
	const sides = sidesOf({ compiled, packed, deployed, version, stored: stored ?? [] });
	const preview = previewOf(analysis, isUpdate ? stack : undefined, sides);
	if (isSame(preview)) return stored;
	tellExpiry(ports, prepared.identity, preview.changes);
	await approve(ports, preview, request.mayLose ?? []);
	return stored;
}
