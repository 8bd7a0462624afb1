import { basename, join } from "node:path";
import { validName } from "../config/target.ts";
import type { Host } from "../host/port.ts";

/** What the user said about the target; everything may be left open. */
export type TargetWishes = {
	readonly project?: string;
	readonly stage?: string;
	readonly region?: string;
	readonly account?: string;
};

/** Names of the target and where each came from, so that a surprise can be explained. */
export type ChosenTarget = {
	readonly project: string;
	readonly stage: string;
	readonly region: string;
	readonly account?: string;
	readonly projectFrom: "given" | "package.json" | "folder";
};

async function packageName(host: Host, root: string): Promise<string | undefined> {
	const text = await host.readText(join(root, "package.json")).catch(() => undefined);
	if (text === undefined) return undefined;
	try {
		const { name } = JSON.parse(text) as { readonly name?: unknown };
		return typeof name === "string" ? validName(name.replace(/^@[^/]+\//, "")) : undefined;
	} catch {
		// A package.json that is being edited is no reason to stop; the folder's name serves.
		return undefined;
	}
}

/**
 * Fills in what the user left open: the project from the name in package.json, else from the folder (both made
 * valid), the stage `dev`, the region us-east-1. What the user gives is taken as it is, and checked later.
 */
export async function chooseTarget(host: Host, root: string, wishes: TargetWishes): Promise<ChosenTarget> {
	const rest = {
		stage: wishes.stage ?? "dev",
		region: wishes.region ?? "us-east-1",
		...(wishes.account && { account: wishes.account }),
	};
	if (wishes.project !== undefined) return { project: wishes.project, ...rest, projectFrom: "given" };
	const fromPackage = await packageName(host, root);
	if (fromPackage) return { project: fromPackage, ...rest, projectFrom: "package.json" };
	return { project: validName(basename(root)) ?? "app", ...rest, projectFrom: "folder" };
}
