// Random edits on real configs: node bench/fuzz.ts [edits] [seed]
// Ends with 1 at the first edit after which the server fails, works for more than a second, names a place outside of
// the text, or says something else than of the same text when it is opened. The seed repeats a run.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fuzz, type Start } from "../test/server/fuzz.ts";

const [edits = 10_000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);

/** Configs of a folder, and of those in it. */
function configsIn(folder: string): readonly Start[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly Start[] => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return configsIn(path);
		const isConfig =
			/\.(ya?ml|json)$/.test(entry.name) && !/^(template|names|problems|expected)/.test(entry.name);
		if (!isConfig) return [];
		const name = entry.name.endsWith(".json") ? "stacktape.json" : "stacktape.yml";
		return [{ name, text: readFileSync(path, "utf8") }];
	});
}

const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const corpus = process.env["SPOOL_CORPUS"];
const starts = [...configsIn(here("../test/configs")), ...(corpus ? configsIn(corpus) : [])];
console.log(`${edits} edits on ${starts.length} configs, seed ${seed}`);
const { questions, slowestMs } = await fuzz(starts, edits, seed, ({ edits: done }) => {
	if (done % 1000 === 0) console.log(`${done} edits`);
});
console.log(`${questions} answers, the slowest took ${slowestMs.toFixed(0)} ms of the processor`);
