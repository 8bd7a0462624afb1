import { choice, integer } from "../../../schema/schema.ts";

const runtimes = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html";

/** `runtime` of something that Lambda runs. */
export const runtime = choice(
	"What runs the code. Default: the newest runtime that fits the entry file's extension. AWS stops accepting old runtimes at dates of its own.",
	[
		"nodejs24.x",
		"nodejs22.x",
		"nodejs20.x",
		"nodejs18.x",
		"python3.13",
		"python3.12",
		"python3.11",
		"python3.10",
		"python3.9",
		"python3.8",
		"ruby3.3",
		"java17",
		"java11",
		"java8.al2",
		"java8",
		"dotnet8",
		"dotnet7",
		"dotnet6",
		"provided.al2023",
		"provided.al2",
	],
	{ source: runtimes },
);

/** `memory` of something that Lambda runs; `defaultMegabytes` when the config does not say. */
export const memoryWith = (defaultMegabytes: number) =>
	integer("Memory in megabytes. The processor's share grows with it: 1,769 MB are one whole vCPU.", {
		unit: "MB",
		default: defaultMegabytes,
		known: [128, 256, 512, 1024, 1769, 2048, 3008, 4096, 8192, 10_240],
		minimum: 128,
		maximum: 10_240,
		source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
	});

/** `timeout` of something that Lambda runs; `defaultSeconds` when the config does not say. */
export const timeoutWith = (defaultSeconds: number) =>
	integer("How many seconds a call may take before it is cut off.", {
		unit: "seconds",
		default: defaultSeconds,
		minimum: 1,
		maximum: 900,
		source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
	});

/** `storage` of something that Lambda runs. */
export const storage = integer("Size of `/tmp` in megabytes.", {
	unit: "MB",
	default: 512,
	minimum: 512,
	maximum: 10_240,
	source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html",
});
