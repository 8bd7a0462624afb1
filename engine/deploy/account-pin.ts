import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Identity } from "../cloud/port.ts";
import { stackName } from "../names/target.ts";
import { Cancelled, Failure } from "../report/failure.ts";
import type { Ports } from "./ports.ts";
import type { Request } from "./prepare.ts";
import { stateFolder } from "./state-folder.ts";

/** What decides which account a stage belongs to. */
export type Pinned = Pick<Request, "target" | "endpoint">;

/** The file that remembers the account of a stage. What stands in for AWS has accounts of its own. */
function pinFile({ host }: Pick<Ports, "host">, { target, endpoint = "" }: Pinned): string | undefined {
	const folder = stateFolder(host);
	if (folder === undefined) return undefined;
	const key = createHash("sha256")
		.update(`${stackName(target)}\n${endpoint}`)
		.digest("hex")
		.slice(0, 16);
	return join(folder, "accounts", `${stackName(target)}-${key}.json`);
}

/** The account that a stage was deployed to from this machine; `undefined` when it never was, or nobody can tell. */
export async function readPin(ports: Pick<Ports, "host">, stage: Pinned): Promise<string | undefined> {
	const file = pinFile(ports, stage);
	const text = file && (await ports.host.readText(file).catch(() => undefined));
	if (!text) return undefined;
	try {
		const { account } = JSON.parse(text) as { readonly account?: unknown };
		return typeof account === "string" && /^\d{12}$/.test(account) ? account : undefined;
	} catch {
		// Written by half, or by somebody else: the next deploy writes it anew.
		return undefined;
	}
}

/**
 * Stops unless a stage belongs to the account of the credentials. A stage that was deployed to another account is asked
 * about, because it is mostly the wrong profile; `--account` says that the other one is meant. Who cannot be asked is
 * refused.
 */
export async function requirePinned(
	ports: Pick<Ports, "host" | "ask">,
	stage: Pinned,
	{ account }: Pick<Identity, "account">,
): Promise<void> {
	// Asserted by hand, and compared with the credentials already.
	if (stage.target.account !== undefined) return;
	const pinned = await readPin(ports, stage);
	if (pinned === undefined || pinned === account) return;
	const stack = stackName(stage.target);
	const { region } = stage.target;
	const answer = await ports.ask({ kind: "other-account", stack, region, account, pinned });
	if (answer === "yes") return;
	if (answer !== undefined)
		throw new Cancelled([`nothing was changed: ${stack} belongs to account ${pinned}, not to ${account}`]);
	throw new Failure({
		code: "other-account",
		kind: "credentials",
		message: `${stack} was deployed to account ${pinned} from this machine, but these credentials belong to ${account}`,
		hint: `choose another profile with --profile, or say --account ${account} if that account is meant`,
	});
}

/** Remembers the account of a stage, for the command line and the editor alike. That it cannot is no failure. */
export async function pinAccount(
	ports: Pick<Ports, "host" | "emit">,
	stage: Pinned,
	{ account }: Pick<Identity, "account">,
): Promise<void> {
	const file = pinFile(ports, stage);
	if (file === undefined || (await readPin(ports, stage)) === account) return;
	try {
		const { region } = stage.target;
		await ports.host.write(file, `${JSON.stringify({ stack: stackName(stage.target), account, region })}\n`);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		const message = `the account of this stage is not remembered: ${error.message}`;
		ports.emit({ kind: "note", level: "warning", message });
	}
}
