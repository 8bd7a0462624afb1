import { parseArgs } from "node:util";
import { Failure } from "../report/failure.ts";
import { nearest } from "../report/nearest.ts";
import { type OwnValue, readOwnArgs, splitOwnArgs } from "./own-args.ts";

/** What the user typed. */
export type Args = {
	readonly command: string;
	/** Further words, e.g. `start` of `sandbox start`. */
	readonly words: readonly string[];
	readonly config: string | undefined;
	readonly project: string | undefined;
	readonly stage: string | undefined;
	readonly region: string | undefined;
	readonly profile: string | undefined;
	readonly account: string | undefined;
	readonly endpoint: string | undefined;
	readonly port: number | undefined;
	readonly bastion: string | undefined;
	/** How long a piece of the user's code may run, in seconds. */
	readonly codeLimit: number | undefined;
	readonly json: boolean;
	readonly yes: boolean;
	readonly verbose: boolean;
	readonly hotSwap: boolean;
	/** `deploy`: keep what was done when CloudFormation fails. */
	readonly noRollback: boolean;
	/** `logs`: from when on, what lines contain, and whether to go on with new ones. */
	readonly since: string | undefined;
	readonly filter: string | undefined;
	readonly follow: boolean;
	/** `rescue`: resources to be left as they are. */
	readonly skip: readonly string[];
	/** Swaps need not be without a moment in which nobody answers. */
	readonly fast: boolean;
	/** Stages marked production that may be swapped on save. */
	readonly allowProduction: readonly string[];
	/** Resources whose data a deploy may take away. */
	readonly mayLose: readonly string[];
	/** `diff`: without CloudFormation's change set. */
	readonly local: boolean;
	/** Tell of each artifact why it was made. */
	readonly explain: boolean;
	/** Make every artifact anew. */
	readonly noCache: boolean;
	readonly help: boolean;
	readonly version: boolean;
	/** What stands behind `--`, for `$CliArgs`. */
	readonly own: Readonly<Record<string, OwnValue>>;
};

/** Options by name; every command takes those of `common`. */
const options = {
	config: { type: "string", short: "c" },
	project: { type: "string", short: "p" },
	stage: { type: "string", short: "s" },
	region: { type: "string", short: "r" },
	profile: { type: "string" },
	account: { type: "string" },
	endpoint: { type: "string" },
	port: { type: "string" },
	bastion: { type: "string" },
	"code-limit": { type: "string" },
	json: { type: "boolean" },
	yes: { type: "boolean", short: "y" },
	verbose: { type: "boolean", short: "v" },
	"hot-swap": { type: "boolean" },
	"no-rollback": { type: "boolean" },
	skip: { type: "string", multiple: true },
	since: { type: "string" },
	filter: { type: "string" },
	follow: { type: "boolean" },
	"may-lose": { type: "string", multiple: true },
	fast: { type: "boolean" },
	"allow-production": { type: "string", multiple: true },
	local: { type: "boolean" },
	explain: { type: "boolean" },
	"no-cache": { type: "boolean" },
	help: { type: "boolean", short: "h" },
	version: { type: "boolean" },
} as const;

const common = [
	"config",
	"project",
	"stage",
	"region",
	"profile",
	"account",
	"endpoint",
	"code-limit",
	"json",
	"yes",
	"verbose",
	"help",
	"version",
];
const own: Readonly<Record<string, readonly string[]>> = {
	rescue: ["skip"],
	logs: ["since", "filter", "follow"],
	rollback: ["no-rollback", "may-lose"],
	deploy: ["hot-swap", "fast", "no-rollback", "may-lose", "explain", "no-cache"],
	package: ["explain", "no-cache"],
	"hot-swap": ["fast"],
	watch: ["fast", "allow-production"],
	diff: ["local"],
	sandbox: ["port"],
	bastion: ["bastion", "port"],
};

/** Commands with what they do. */
export const commands: Readonly<Record<string, string>> = {
	validate: "check the config",
	synth: "print the CloudFormation template",
	names: "print the names that AWS will see",
	diff: "show what a deploy would change, lose and open",
	package: "build and package the code, and deploy nothing",
	deploy: "deploy the config",
	"hot-swap": "replace code, containers and definitions, without CloudFormation",
	watch: "swap code whenever a file is saved",
	info: "show what is deployed",
	delete: "delete the stack",
	logs: "show the logs of a resource (logs RESOURCE)",
	history: "list the deploys of the stack",
	rollback: "deploy an earlier version again (rollback VERSION)",
	attach: "follow what CloudFormation does with the stack",
	rescue: "bring a stuck stack back to where a deploy can begin",
	script: "run a script of the config (script NAME)",
	bastion: "a shell or a tunnel (bastion session|tunnel RESOURCE)",
	sandbox: "start, stop or look at the local AWS (sandbox start|stop|status)",
};

function usage(message: string, hint?: string): Failure {
	return new Failure({ code: "bad-usage", kind: "usage", message, hint: hint ?? "see `spool --help`" });
}

/** Says in our words what Node's parser did not understand; its own are for the author of a program. */
function usageOf(message: string): Failure {
	const unknown = /Unknown option '(-+[^']+)'/.exec(message)?.[1];
	if (unknown !== undefined) {
		const meant = nearest(unknown.replace(/^-+/, ""), Object.keys(options));
		return usage(`${unknown} is not an option`, meant && `did you mean --${meant}?`);
	}
	const name = /'(?:-\w, )?(--[\w-]+)/.exec(message)?.[1];
	if (name === undefined) return usage(message.split("\n")[0] ?? message);
	if (message.includes("does not take an argument")) return usage(`${name} takes no value`);
	return usage(
		`${name} needs a value`,
		`write it as ${name} VALUE, or ${name}=VALUE if it begins with a dash`,
	);
}

function parse(argv: readonly string[]) {
	try {
		return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
	} catch (error) {
		throw usageOf(error instanceof Error ? error.message : String(error));
	}
}

function checkCommand(command: string | undefined): string {
	if (command === undefined) return "help";
	if (Object.hasOwn(commands, command) || command === "help") return command;
	const meant = nearest(command, Object.keys(commands));
	throw usage(`"${command}" is not a command`, meant && `did you mean ${meant}?`);
}

/** A bastion has a shell, and tunnels to a resource. */
function checkBastionWords([action, resource, stray]: readonly string[]): void {
	const examples = "spool bastion session, spool bastion tunnel RESOURCE";
	if (action === undefined) throw usage("bastion needs to know what to open", examples);
	if (action === "session" && resource !== undefined) throw usage(`"${resource}" is one word too many`);
	if (action === "session") return;
	if (action !== "tunnel") throw usage(`"${action}" is nothing that a bastion can open`, examples);
	if (resource === undefined) throw usage("bastion tunnel needs the name of a resource", examples);
	if (stray !== undefined) throw usage(`"${stray}" is one word too many`);
}

/** Words after the command: one for the sandbox, a script, a rollback and logs, none elsewhere. */
function checkWords(command: string, words: readonly string[]): void {
	if (command === "help") return;
	if (command === "bastion") {
		checkBastionWords(words);
		return;
	}
	if (command === "script" && words.length === 0)
		throw usage("script needs the name of a script", "for example: spool script migrate");
	if (command === "logs" && words.length === 0)
		throw usage("logs needs the name of a resource", "for example: spool logs api --follow");
	const stray = words[["sandbox", "script", "rollback", "logs"].includes(command) ? 1 : 0];
	if (stray !== undefined) throw usage(`"${stray}" is one word too many`);
}

/** A value that is empty mostly comes from a variable that is not set; it never means "leave this option out". */
function checkValues(values: Readonly<Record<string, unknown>>): void {
	const empty = Object.keys(values).find((name) => values[name] === "");
	if (empty !== undefined) throw usage(`--${empty} is empty`, "give it a value, or leave it out");
}

function checkSeconds(seconds: string | undefined): number | undefined {
	if (seconds === undefined) return undefined;
	const number = Number(seconds);
	if (number > 0 && number <= 86_400) return number;
	throw usage(`--code-limit is "${seconds}", but must be a number of seconds`);
}

/** Names that are given one by one or with commas between them. */
function checkNames(option: string, given: readonly string[] = []): readonly string[] {
	const names = given.flatMap((one) => one.split(",")).map((name) => name.trim());
	if (names.includes("")) throw usage(`${option} has an empty name`, `for example: ${option} notes,uploads`);
	return names;
}

function checkPort(port: string | undefined): number | undefined {
	if (port === undefined) return undefined;
	const number = Number(port);
	if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
	throw usage(`--port is "${port}", but must be a port number`);
}

function checkAccount(account: string | undefined): void {
	if (account !== undefined && !/^\d{12}$/.test(account))
		throw usage(`--account is "${account}", but an account id has 12 digits`);
}

/** Reads the command line; fails with a usage failure for anything that is not understood. */
export function readArgs(argv: readonly string[]): Args {
	const split = splitOwnArgs(argv);
	const { values, positionals } = parse(split.argv);
	const [first, ...words] = positionals;
	const command = checkCommand(first);
	const allowed = [...common, ...(own[command] ?? [])];
	const stray = Object.keys(values).find((name) => !allowed.includes(name));
	if (stray) throw usage(`${command} does not take --${stray}`);
	checkWords(command, words);
	checkValues(values);
	checkAccount(values.account);
	return {
		command,
		words,
		config: values.config,
		project: values.project,
		stage: values.stage,
		region: values.region,
		profile: values.profile,
		account: values.account,
		endpoint: values.endpoint,
		port: checkPort(values.port),
		bastion: values.bastion,
		codeLimit: checkSeconds(values["code-limit"]),
		json: values.json ?? false,
		yes: values.yes ?? false,
		verbose: values.verbose ?? false,
		hotSwap: values["hot-swap"] ?? false,
		noRollback: values["no-rollback"] ?? false,
		skip: checkNames("--skip", values.skip),
		since: values.since,
		filter: values.filter,
		follow: values.follow ?? false,
		mayLose: checkNames("--may-lose", values["may-lose"]),
		fast: values.fast ?? false,
		allowProduction: checkNames("--allow-production", values["allow-production"]),
		local: values.local ?? false,
		explain: values.explain ?? false,
		noCache: values["no-cache"] ?? false,
		help: values.help ?? false,
		version: values.version ?? false,
		own: readOwnArgs(split.own),
	};
}

/** The options that were given, as a config that is a program sees them. */
export function givenOptions(args: Args): Readonly<Record<string, unknown>> {
	const { project, stage, region, profile, account, config, hotSwap, own: ownArguments } = args;
	const all = { projectName: project, stage, region, profile, awsAccount: account, configPath: config };
	const given = Object.entries(all).filter(([, value]) => value !== undefined);
	return { ...Object.fromEntries(given), ...(hotSwap && { hotSwap }), ...ownArguments };
}

/** The text of `spool --help`. */
export function helpText(): string {
	const width = Math.max(...Object.keys(commands).map((name) => name.length));
	const rows = Object.entries(commands).map(([name, docs]) => `  ${name.padEnd(width)}  ${docs}`);
	return `spool <command> [options]

Deploys a Stacktape config into your own AWS account.

Commands
${rows.join("\n")}

Options
  -c, --config FILE     the config; else stacktape.ts, .yml, .yaml, .json or .js
  -p, --project NAME    else the name in package.json, else the folder's
  -s, --stage NAME      else dev
  -r, --region NAME     else AWS_REGION, the profile's, us-east-1
      --profile NAME    AWS profile; else AWS_PROFILE, else default
      --account ID      fail unless the credentials belong to this account
      --endpoint URL    something that stands in for AWS; else AWS_ENDPOINT_URL
      --code-limit SECONDS  how long the config's own code may run; else 30
      --json            one JSON event a line on stdout, nothing else there
  -y, --yes             answer questions with yes
  -v, --verbose         show every event of CloudFormation
      --hot-swap        deploy: swap what can be, CloudFormation for the rest
      --fast            swaps: stop old tasks of services at once
      --allow-production STAGE  watch: although it is marked production
      --may-lose NAMES  deploy, rollback: what may lose data (not --yes)
      --no-rollback     deploy, rollback: keep what was done when it fails
      --since TIME      logs: 15m, 2h, 3d or a date; else 10m
      --filter TEXT     logs: what lines contain, or a pattern of CloudWatch
      --follow          logs: go on with new lines until Ctrl-C
      --skip NAMES      rescue: resources that are left as they are
      --local           diff: do not ask CloudFormation for a change set
      --explain         deploy, package: tell of each artifact why it was made
      --no-cache        deploy, package: make every artifact anew
      --port PORT       sandbox start: its port, else 4566
                        bastion tunnel: port of this machine, else a free one
      --bastion NAME    bastion: which one, when the stack has several
  -- --NAME VALUE       arguments of your own, which $CliArgs('NAME') reads

Exit codes
  0 done   1 failed   2 bad usage or config   3 partly applied
  4 diff: something differs   130 cancelled
`;
}
