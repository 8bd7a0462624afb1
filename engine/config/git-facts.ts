import type { GitFact } from "./facts.ts";

/** Where git's own files are looked for. */
export type GitPlace = {
	/** Folder of the config, absolute. */
	readonly folder: string;
	/** Home of the user, where git keeps settings for all repositories. */
	readonly home: string | undefined;
};

/**
 * Asks for the text of one file after the other, and gives the fact at the end. A generator, so that the editor can
 * read them at once and a deploy can wait for them; neither runs git, which would run what a repository tells it to.
 */
export type GitReading = Generator<string, string | undefined, string | undefined>;

/** Facts that git's files tell; whether something is uncommitted only git itself can say. */
export type ReadableFact = Exclude<GitFact, "hasUncommitedChanges">;

function parentOf(folder: string): string | undefined {
	const cut = Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\"));
	return cut < 0 ? undefined : folder.slice(0, cut);
}

function joined(folder: string, path: string): string {
	return /^(\/|[A-Za-z]:)/.test(path) ? path : `${folder}/${path}`;
}

type Repository = {
	/** Of this checkout: what is checked out. */
	readonly own: string;
	/** Of all checkouts: branches and settings. */
	readonly shared: string;
	readonly head: string;
};

/** The repository that `folder` lies in. A checkout of `git worktree` has a file in the place of the folder `.git`. */
function* findRepository(folder: string): Generator<string, Repository | undefined, string | undefined> {
	for (let at: string | undefined = folder; at !== undefined; at = parentOf(at)) {
		const link: string | undefined = yield `${at}/.git`;
		const target = /^gitdir:\s*(.+?)\s*$/m.exec(link ?? "")?.[1];
		const own = target === undefined ? `${at}/.git` : joined(at, target);
		const head: string | undefined = yield `${own}/HEAD`;
		if (head === undefined) continue;
		const common: string | undefined = yield `${own}/commondir`;
		return { own, shared: common === undefined ? own : joined(own, common.trim()), head: head.trim() };
	}
	return undefined;
}

/** The value of a setting in one of git's settings files; the last one counts. */
function settingIn(text: string | undefined, section: string, key: string): string | undefined {
	let current = "";
	let found: string | undefined;
	for (const line of (text ?? "").split(/\r?\n/)) {
		const header = /^\s*\[\s*([\w.-]+)(?:\s+"([^"]*)")?\s*\]/.exec(line);
		if (header)
			current = [header[1]?.toLowerCase(), header[2]].filter((part) => part !== undefined).join(".");
		const value = /^\s*(?:\[[^\]]*\])?\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(line);
		if (value && current === section && value[1]?.toLowerCase() === key) found = value[2];
	}
	return found?.replace(/^"(.*)"$/, "$1");
}

function* readCommit({ own, shared, head }: Repository): GitReading {
	const name = /^ref:\s*(.+)$/.exec(head)?.[1];
	if (name === undefined) return head;
	const loose: string | undefined = (yield `${own}/${name}`) ?? (yield `${shared}/${name}`);
	if (loose !== undefined) return loose.trim();
	const packed: string | undefined = yield `${shared}/packed-refs`;
	const line = packed?.split("\n").find((one) => one.trim().endsWith(` ${name}`));
	return line?.split(" ")[0];
}

/** Addresses of remotes may hold a token. */
function withoutCredentials(url: string): string {
	return url.replace(/^([a-z+]+:\/\/)[^@/]*@/i, "$1");
}

function* readUrl({ shared }: Repository): GitReading {
	const url = settingIn(yield `${shared}/config`, "remote.origin", "url");
	return url === undefined ? undefined : withoutCredentials(url);
}

function* readUser(repository: Repository | undefined, home: string | undefined): GitReading {
	const own = repository && settingIn(yield `${repository.shared}/config`, "user", "name");
	if (own !== undefined || home === undefined) return own;
	return (
		settingIn(yield `${home}/.gitconfig`, "user", "name") ??
		settingIn(yield `${home}/.config/git/config`, "user", "name")
	);
}

/** Reads one fact of the repository around `folder`; `undefined` when there is none. */
export function* readGit(fact: ReadableFact, { folder, home }: GitPlace): GitReading {
	const repository = yield* findRepository(folder);
	if (fact === "username") return yield* readUser(repository, home);
	if (!repository) return undefined;
	if (fact === "commit") return yield* readCommit(repository);
	if (fact === "gitUrl") return yield* readUrl(repository);
	return /^ref:\s*refs\/heads\/(.+)$/.exec(repository.head)?.[1];
}

/** Variables that build services set, for checkouts in which git does not know the fact; the first that is set counts. */
export const gitVariables: Readonly<Record<GitFact, readonly string[]>> = {
	branch: ["STP_GIT_BRANCH", "GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "BITBUCKET_BRANCH"],
	commit: ["STP_GIT_COMMIT", "GITHUB_SHA", "CI_COMMIT_SHA", "BITBUCKET_COMMIT"],
	gitUrl: ["STP_GIT_URL", "CI_PROJECT_URL", "BITBUCKET_GIT_HTTP_ORIGIN"],
	username: ["STP_GIT_USERNAME", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BITBUCKET_STEP_TRIGGERER_UUID"],
	hasUncommitedChanges: [],
};
