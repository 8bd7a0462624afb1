import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bundle } from "./build.ts";
import { root } from "./bundles.ts";

/** The licence texts of every package that lies in a bundle: most licences ask for that, Apache's and MIT's too. */
export function thirdPartyNotices(bundles: readonly Bundle[]): string {
	const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
	const folders = new Set(
		inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
	);
	const notices = new Map<string, string>();
	for (const folder of folders) {
		const { name, version, license } = readManifest(join(root, folder));
		const heading = `${name} ${version} (${license ?? "see its licence below"})`;
		notices.set(heading, `${heading}\n\n${licenceText(join(root, folder))}`);
	}
	const rule = `\n${"=".repeat(100)}\n\n`;
	const sorted = [...notices].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
	return [`Spool contains the following packages of others.\n`, ...sorted].join(rule);
}

function readManifest(folder: string): { name: string; version: string; license?: string } {
	return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function licenceText(folder: string): string {
	const isNotice = (name: string) => /^(licen[cs]e|copying|notice)/i.test(name);
	const files = existsSync(folder) ? readdirSync(folder).filter(isNotice).sort() : [];
	const texts = files.map((name) => readFileSync(join(folder, name), "utf8").trim());
	return texts.length > 0 ? `${texts.join("\n\n")}\n` : "The package comes without a text of its licence.\n";
}
