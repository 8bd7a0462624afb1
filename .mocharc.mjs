import { globSync } from "node:fs";

// What `npm run unit` runs. Suites that start other programs (contract, sandbox, editor) are run by name.
const fastSuites = "test/{engine,server,cli,golden,corpus,configs,format,client,ci}/**/*.test.ts";

/** mulberry32: small, and the same order for the same seed on every machine. */
function randomNumbers(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

function shuffled(files, seed) {
	const random = randomNumbers(seed);
	return files
		.sort()
		.map((file) => ({ file, key: random() }))
		.sort((a, b) => a.key - b.key)
		.map(({ file }) => file);
}

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const named = process.argv.slice(2).filter((argument) => argument.endsWith(".test.ts"));
// Mocha adds the `spec` of this file to what the command line names. It would run everything beside the one
// file that somebody asked for, so named files are left alone; SUITES names folders that shall be shuffled.
const patterns = process.env.SUITES ? process.env.SUITES.split(" ") : [fastSuites];
const spec = named.length > 0 ? [] : shuffled(globSync(patterns), seed);
if (named.length === 0) process.stderr.write(`test files in the order of SEED=${seed}\n`);

export default {
	spec,
	extension: ["ts"],
	require: ["./.ci/mocha-hooks.mjs"],
	forbidOnly: true,
	timeout: 30_000,
};
