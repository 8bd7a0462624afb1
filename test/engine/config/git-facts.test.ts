import assert from "node:assert/strict";
import { gitFacts } from "../../../engine/config/facts.ts";
import { type ReadableFact, readGit } from "../../../engine/config/git-facts.ts";

const hash = "0123456789abcdef0123456789abcdef01234567";

function read(
	fact: ReadableFact,
	files: Readonly<Record<string, string>>,
	place: { readonly folder?: string; readonly home?: string } = {},
): string | undefined {
	const reading = readGit(fact, { folder: place.folder ?? "/code/app", home: place.home });
	let step = reading.next();
	while (!step.done) step = reading.next(files[step.value]);
	return step.value;
}

const repository = {
	"/code/.git/HEAD": "ref: refs/heads/feature/one\n",
	"/code/.git/refs/heads/feature/one": `${hash}\n`,
	"/code/.git/config":
		'[core]\n\tbare = false\n[remote "upstream"]\n\turl = https://a/b\n[remote "origin"]\n\turl = https://joe:token@github.com/a/b.git\n[user]\n\tname = Jo Doe\n',
};

describe("what git's files say", () => {
	it("is the branch, the commit, the address and the user of the repository around the config", () =>
		assert.deepEqual(
			(["branch", "commit", "gitUrl", "username"] as const).map((fact) => read(fact, repository)),
			["feature/one", hash, "https://github.com/a/b.git", "Jo Doe"],
		));

	it("is nothing outside of a repository", () => {
		for (const fact of gitFacts) {
			if (fact !== "hasUncommitedChanges") assert.equal(read(fact, {}), undefined);
		}
	});

	it("is no branch, but the commit, where none is checked out", () => {
		const detached = { "/code/.git/HEAD": `${hash}\n` };
		assert.equal(read("branch", detached), undefined);
		assert.equal(read("commit", detached), hash);
	});

	it("is read from packed references too", () =>
		assert.equal(
			read("commit", {
				"/code/app/.git/HEAD": "ref: refs/heads/main\n",
				"/code/app/.git/packed-refs": `# pack-refs\n${"f".repeat(40)} refs/heads/other/main\n${hash} refs/heads/main\n`,
			}),
			hash,
		));

	it("is that of the worktree and of the repository that it belongs to", () => {
		const worktree = {
			"/code/app/.git": "gitdir: ../main/.git/worktrees/app\n",
			"/code/app/../main/.git/worktrees/app/HEAD": "ref: refs/heads/two\n",
			"/code/app/../main/.git/worktrees/app/commondir": "../..\n",
			"/code/app/../main/.git/worktrees/app/../../refs/heads/two": hash,
			"/code/app/../main/.git/worktrees/app/../../config": '[remote "origin"]\nurl=git@host:a/b.git\n',
		};
		assert.deepEqual(
			(["branch", "commit", "gitUrl"] as const).map((fact) => read(fact, worktree)),
			["two", hash, "git@host:a/b.git"],
		);
	});

	it("is the user of all repositories where this one names none", () => {
		const home = { home: "/home/jo" };
		assert.equal(read("username", { "/home/jo/.gitconfig": '[user]\n  name = "Jo"\n' }, home), "Jo");
		assert.equal(read("username", { "/home/jo/.config/git/config": "[user]\nname=Jo\n" }, home), "Jo");
		assert.equal(read("username", { "/home/jo/.gitconfig": "[alias]\nname = x\n" }, home), undefined);
	});

	it("is found from a folder of Windows", () =>
		assert.equal(
			read("branch", { "C:\\code/.git/HEAD": "ref: refs/heads/main" }, { folder: "C:\\code\\app" }),
			"main",
		));
});
