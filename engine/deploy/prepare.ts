import type { Analysis } from "../analyse.ts";
import type { Identity, StackState } from "../cloud/port.ts";
import { INFO_OUTPUT, VERSION_OUTPUT } from "../compile/outputs.ts";
import { type CodeWant, type Facts, NOT_ALLOWED, wantKey } from "../config/facts.ts";
import { stackName, type Target } from "../names/target.ts";
import type { Programs } from "../programs/programs.ts";
import { Failure } from "../report/failure.ts";
import { hasErrors, type Problem } from "../report/problem.ts";
import { requirePinned } from "./account-pin.ts";
import type { LoadedConfig } from "./config-file.ts";
import { analyseConfig } from "./facts.ts";
import type { Ports } from "./ports.ts";

/** What every operation on a stack is told. */
export type Request = {
	readonly config: LoadedConfig;
	/** `account`: asserted, not chosen; the credentials decide the account. */
	readonly target: Target;
	/** What stands in for AWS, if something does: it has accounts of its own. */
	readonly endpoint?: string;
	readonly signal?: AbortSignal;
};

/** A config that can be deployed, in the account of the credentials, with the stack as it is now. */
export type Prepared = {
	readonly analysis: Analysis;
	readonly facts: Facts;
	readonly identity: Identity;
	/** With the account of the credentials. */
	readonly target: Target;
	readonly stack: StackState | undefined;
	/** Version of the last deploy. */
	readonly version: string | undefined;
};

/** Stops unless the config has no errors; warnings pass, and before AWS was asked what may be right where it is deployed. */
export function requireSound(analysis: Analysis, asked: "offline" | "online" = "online"): void {
	const isOpen = ({ unlessDeployed }: Problem) => asked === "offline" && unlessDeployed === true;
	if (!hasErrors(analysis.problems.filter((problem) => !isOpen(problem)))) return;
	const errors = analysis.problems.filter(({ severity }) => severity === "error");
	throw new Failure({
		code: "invalid-config",
		kind: "config",
		message: `the config has ${errors.length === 1 ? "an error" : `${errors.length} errors`}`,
		problems: analysis.problems,
	});
}

/** The first piece of the user's code that an analysis needs and that was not run. */
export function notRun({ wants }: Pick<Analysis, "wants">, facts: Facts): CodeWant | undefined {
	const isOpen = (want: CodeWant) => [undefined, NOT_ALLOWED].includes(facts.get(wantKey(want)));
	return wants.find((want): want is CodeWant => want.kind === "code" && isOpen(want));
}

/** Stops when code that the config is made of was not run: what it gives is not known, and must not be left out. */
function requireRun(analysis: Analysis, facts: Facts, programs: Programs | undefined): void {
	const open = notRun(analysis, facts);
	if (!open) return;
	const { called } = open;
	throw programs
		? new Failure({
				code: "code-not-run",
				kind: "config",
				message: `${called} was not run, because its answer leads through too many others`,
				hint: "use fewer directives inside of each other",
			})
		: new Failure({
				code: "code-not-allowed",
				kind: "config",
				message: `${called} is code, which must not be run here`,
				hint: "trust this workspace",
			});
}

/** Asks who the credentials belong to; they must be the account that was asserted. */
export async function requireIdentity(
	{ cloud }: Pick<Ports, "cloud">,
	account: string | undefined,
	signal?: AbortSignal,
): Promise<Identity> {
	const identity = await cloud.identity(signal ? { signal } : {});
	if (account !== undefined && account !== identity.account) {
		throw new Failure({
			code: "wrong-account",
			kind: "credentials",
			message: `these credentials belong to account ${identity.account}, not to ${account}`,
			hint: "choose another profile with --profile, or leave --account out",
		});
	}
	return identity;
}

/** Stops when a stack of this name exists that neither Spool nor Stacktape has made: it is somebody else's. */
export function requireOwnStack(stack: StackState): void {
	// A change set that was prepared for it and never run: there is a name, and nothing behind it.
	if (stack.status === "REVIEW_IN_PROGRESS") return;
	const isOwn =
		stack.description?.startsWith("STP-stack_") ||
		stack.outputs[VERSION_OUTPUT] !== undefined ||
		stack.outputs[INFO_OUTPUT] !== undefined;
	if (isOwn) return;
	throw new Failure({
		code: "foreign-stack",
		kind: "stack",
		message: `there is already a stack "${stack.name}" that was not made from a Stacktape config`,
		hint: "choose another project or stage",
	});
}

/**
 * Everything that can be known before anything is built: the config is right, the credentials work and belong to
 * the right account, what the config wants to know is answered, and the stack is read.
 *
 * The config is checked before the first call to AWS, so that an offline mistake never costs a round trip.
 */
export async function prepare(ports: Ports, request: Request): Promise<Prepared> {
	const { config, signal } = request;
	const { account: asserted, ...place } = request.target;
	const { host, programs } = ports;
	const offline = await analyseConfig({ host, programs }, config, place, signal ? { signal } : {});
	requireRun(offline.analysis, offline.facts, programs);
	requireSound(offline.analysis, "offline");
	const identity = await requireIdentity(ports, asserted, signal);
	await requirePinned(ports, request, identity);
	const target: Target = { ...place, account: identity.account };
	const [stack, online] = await Promise.all([
		ports.cloud.stacks.read(stackName(target), signal ? { signal } : {}),
		analyseConfig(ports, config, target, { facts: offline.facts, ...(signal && { signal }) }),
	]);
	// What AWS has answered may be what other code is called with.
	requireRun(online.analysis, online.facts, programs);
	requireSound(online.analysis);
	if (stack) requireOwnStack(stack);
	return {
		analysis: online.analysis,
		facts: online.facts,
		identity,
		target,
		stack,
		version: stack?.outputs[VERSION_OUTPUT],
	};
}
