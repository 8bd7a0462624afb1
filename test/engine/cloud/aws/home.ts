import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A home folder with files by their path, for as long as `work` takes. */
export async function withHome<T>(
	files: Readonly<Record<string, string>>,
	work: (home: string) => Promise<T>,
): Promise<T> {
	const home = await mkdtemp(join(await realpath(tmpdir()), "spool-home-"));
	try {
		for (const [path, content] of Object.entries(files)) {
			await mkdir(dirname(join(home, path)), { recursive: true });
			await writeFile(join(home, path), content);
		}
		return await work(home);
	} finally {
		await rm(home, { recursive: true });
	}
}

/**
 * Sets variables of this program's own environment for as long as `work` takes: the AWS SDK reads a few there
 * (where a sign-in is kept, where STS is), whatever it is told.
 */
export async function withOwnEnvironment<T>(
	variables: Readonly<Record<string, string>>,
	work: () => Promise<T>,
): Promise<T> {
	const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
	Object.assign(process.env, variables);
	try {
		return await work();
	} finally {
		for (const [name, value] of before) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
	}
}
