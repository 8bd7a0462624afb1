import { join, posix } from "node:path";
import type { Work } from "../contents.ts";
import type { ZipEntry } from "../zip.ts";
import type { Placed } from "./installed-tree.ts";
import type { NativeTarget } from "./platform.ts";
import { readPackage } from "./read-package.ts";

/** Prisma's engines, which have their system in their name. */
const engine = /(?:^|\/)(?:lib)?query[-_]engine[-_][^/]*$/;
/** What takes their place where Prisma is told to do without. */
const compiler = /(?:^|\/)query_(?:compiler|engine)_bg[^/]*$/;

/** Names of systems in Prisma's words: https://www.prisma.io/docs/orm/reference/prisma-schema-reference#binarytargets-options */
function systemOf({ cpu, libc }: NativeTarget, isLambda: boolean): string {
	if (libc === "musl") return cpu === "arm64" ? "linux-musl-arm64-openssl-3.0.x" : "linux-musl-openssl-3.0.x";
	if (cpu === "arm64") return "linux-arm64-openssl-3.0.x";
	return isLambda ? "rhel-openssl-3.0.x" : "debian-openssl-3.0.x";
}

/** The part of a system's name that stays the same with every version of OpenSSL. */
const familyOf = (system: string) => system.replace(/openssl-.*$/, "openssl-");

export type Prisma =
	| { readonly entries: readonly ZipEntry[] }
	| { readonly missing: string; readonly hint: string };

/**
 * The generated client of `client`, with the engine of the target and no other. `generated` is the folder of the
 * user's code that imports it, in which a client may have been generated too: its engine goes to the top, where
 * Prisma looks for it.
 */
export async function readPrisma(
	work: Work,
	client: Placed,
	generated: string,
	target: NativeTarget,
): Promise<Prisma> {
	const { host, plan } = work;
	const beside = await host.realPath(join(client.folder, "..", "..", ".prisma", "client"));
	const own = beside === undefined ? [] : await readPackage(work, beside, "node_modules/.prisma/client");
	const isGenerated = !own.some(({ path }) => engine.test(path) || compiler.test(path));
	const inCode =
		isGenerated && (await host.kindOf(generated)) === "directory"
			? (await readPackage(work, generated, "")).filter(
					({ path }) =>
						!path.includes("/") && (engine.test(path) || compiler.test(path) || path === "schema.prisma"),
				)
			: [];
	const all = [...own, ...inCode];
	const engines = all.filter(({ path }) => engine.test(path) && !compiler.test(path));
	const system = systemOf(target, plan.runtime !== "");
	const fitting = engines.filter(({ path }) => posix.basename(path).includes(familyOf(system)));
	if (engines.length > 0 && fitting.length === 0) {
		const names = engines.map(({ path }) => posix.basename(path)).join(", ");
		return {
			missing: `needs its query engine for ${system}, and there is only ${names}`,
			hint: `add binaryTargets = ["native", "${system}"] to the generator in schema.prisma and run "prisma generate"`,
		};
	}
	if (engines.length === 0 && !all.some(({ path }) => compiler.test(path))) {
		return { missing: "has no generated client", hint: 'run "prisma generate" before you deploy' };
	}
	const others = new Set(engines.filter((one) => !fitting.includes(one)));
	return { entries: all.filter((entry) => !others.has(entry)) };
}

/** Files of the package `@prisma/client` that only other engines than the one in the artifact use. */
export function isUnusedRuntime(path: string, hasEngine: boolean): boolean {
	return path.endsWith(".map") || (hasEngine && compiler.test(path));
}
