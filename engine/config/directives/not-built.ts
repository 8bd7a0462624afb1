import type { UnbuiltDirective } from "./kind.ts";

function notBuilt(name: string, docs: string, example: string): UnbuiltDirective {
	return {
		kind: "not-built",
		name,
		docs,
		example,
		parameters: [],
		snippet: example.slice(1).replaceAll("$", "\\$"),
	};
}

/** Directives of the format that come later: known, so that they are not taken for misspelled ones. */
export const unbuiltDirectives: readonly UnbuiltDirective[] = [
	notBuilt("Profile", "The AWS profile in use.", "$Profile()"),
	notBuilt("CliArgs", "An argument of the command line.", "$CliArgs('size', 5)"),
	notBuilt("This", "The config itself.", "$This().resources"),
	notBuilt("File", "The content of a file.", "$File('settings.json').size"),
	notBuilt("FileRaw", "The text of a file.", "$FileRaw('notes.txt')"),
	notBuilt("GitInfo", "A fact of the git repository.", "$GitInfo('branch')"),
	notBuilt("StackOutput", "An exported output of another stack.", "$StackOutput('shop-dev', 'apiUrl')"),
	notBuilt(
		"CfStackOutput",
		"An exported output of another stack, imported by CloudFormation.",
		"$CfStackOutput('shop-dev', 'apiUrl')",
	),
	notBuilt(
		"CfResourceParam",
		"An attribute of a CloudFormation resource.",
		"$CfResourceParam('JobsQueue', 'Arn')",
	),
	notBuilt("SsmParam", "A parameter of AWS Systems Manager.", "$SsmParam('/prod/key')"),
];
