import type { DirectiveArgument } from "../../text/tree.ts";
import { type GitFact, gitFacts, MISSING, type Want, wantKey } from "../facts.ts";
import type { LocalDirective } from "./kind.ts";

const want = ([key]: readonly DirectiveArgument[]): Want => ({ kind: "git", fact: key as GitFact });

const absent: Readonly<Record<GitFact, string>> = {
	branch: "the config lies in no git repository, or no branch is checked out",
	commit: "the config lies in no git repository with a commit",
	gitUrl: 'the git repository has no remote "origin"',
	username: "git knows no user.name",
	hasUncommitedChanges: "the config lies in no git repository",
};

export const gitInfo: LocalDirective = {
	kind: "local",
	name: "GitInfo",
	docs: "A fact of the git repository that the config lies in: `branch`, `commit`, `gitUrl`, `username` or `hasUncommitedChanges`. Where git does not say it, the variables of GitHub, GitLab and Bitbucket do.",
	parameters: [{ name: "fact", docs: "What to know.", takes: "text", values: gitFacts }],
	example: "$GitInfo('branch')",
	snippet: `GitInfo('\${1|${gitFacts.join(",")}|}')`,
	want,
	evaluate: (args, { facts }) => {
		const found = facts.get(wantKey(want(args)));
		if (found === undefined) return { kind: "unknown" };
		if (found !== MISSING) return { kind: "value", value: JSON.parse(found) };
		return {
			kind: "wrong",
			code: "no-git-fact",
			message: `git does not know the ${String(args[0])}: ${absent[args[0] as GitFact]}`,
			hint: "write the value itself, or give it on the command line: $CliArgs('branch')",
		};
	},
};
