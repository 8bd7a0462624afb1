// A project of many functions for the measurements of hot swap: each has a file of its own and answers with its text.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const entry = (index: number) => `  fn${index}:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/fn${index}.ts
`;

/** The file of a function, in a folder of such a project. */
export function fileOf(directory: string, index: number): string {
	return join(directory, "src", `fn${index}.ts`);
}

/** The code of a function that answers with a text. */
export function sourceOf(text: string): string {
	return `export const handler = async () => ({ statusCode: 200, body: ${JSON.stringify(text)} });\n`;
}

/** Writes a project of so many functions. */
export async function writeProject(directory: string, functions: number): Promise<void> {
	const indices = Array.from({ length: functions }, (_, index) => index);
	await mkdir(join(directory, "src"), { recursive: true });
	await writeFile(join(directory, "package.json"), '{"name": "many"}\n');
	await writeFile(join(directory, "stacktape.yml"), `resources:\n${indices.map(entry).join("")}`);
	await Promise.all(indices.map((index) => writeFile(fileOf(directory, index), sourceOf("first"))));
}
