import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Environment variables, handed in by whoever starts the program. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One profile of the AWS config and credentials files: its settings by name. */
export type Profile = Readonly<Record<string, string>>;

/**
 * The files that hold profiles, as the AWS CLI finds them.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function profileFiles(environment: Environment): {
	readonly config: string;
	readonly credentials: string;
} {
	const home = environment["HOME"] ?? environment["USERPROFILE"] ?? homedir();
	return {
		config: environment["AWS_CONFIG_FILE"] ?? join(home, ".aws", "config"),
		credentials: environment["AWS_SHARED_CREDENTIALS_FILE"] ?? join(home, ".aws", "credentials"),
	};
}

/**
 * Every profile on this machine by name, with the settings that a hint or a choice needs (`region`,
 * `sso_session`, …). A file that is not there or cannot be read has none.
 *
 * The AWS SDK reads these files on its own to sign; this reading is for words: which profiles exist, which of
 * them sign in through SSO, which region they prefer.
 */
export async function readProfiles(environment: Environment): Promise<ReadonlyMap<string, Profile>> {
	const files = profileFiles(environment);
	const [config, credentials] = await Promise.all([textOf(files.config), textOf(files.credentials)]);
	const profiles = new Map<string, Profile>();
	for (const [section, settings] of sections(config)) {
		const name = section === "default" ? section : /^profile\s+(.+)$/.exec(section)?.[1];
		if (name !== undefined) profiles.set(unquoted(name), settings);
	}
	for (const [name, settings] of sections(credentials)) {
		profiles.set(name, { ...profiles.get(name), ...settings });
	}
	return profiles;
}

async function textOf(path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch {
		return "";
	}
}

/** Sections of an INI text. Indented lines belong to a nested setting (`s3 =`), which nothing here asks for. */
function sections(text: string): Map<string, Profile> {
	const found = new Map<string, Record<string, string>>();
	let current: Record<string, string> | undefined;
	for (const line of text.split(/\r?\n/)) {
		const section = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
		if (section !== undefined) {
			current = found.get(section) ?? {};
			found.set(section, current);
			continue;
		}
		const setting = /^([^\s#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
		if (setting?.[1] !== undefined && current) current[setting[1]] = setting[2] ?? "";
	}
	return found;
}

function unquoted(name: string): string {
	return name.replace(/^(["'])(.*)\1$/, "$2");
}
