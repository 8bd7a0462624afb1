import assert from "node:assert/strict";
import { commands, helpText, readArgs } from "../../engine/cli/args.ts";
import { Failure } from "../../engine/report/failure.ts";

/** What `spool` says of a command line that it does not understand: message and hint. */
function complaintOf(line: string): string {
	try {
		readArgs(line.split(" "));
	} catch (error) {
		assert.ok(error instanceof Failure);
		assert.equal(error.code, "bad-usage");
		assert.equal(error.kind, "usage");
		return `${error.message} | ${error.hint}`;
	}
	return assert.fail(`"${line}" was understood`);
}

describe("the command line", () => {
	it("is read with every option in its long and its short form", () => {
		const { command, config, project, stage, region, yes, verbose } = readArgs(
			"delete -c a.yml -p shop -s dev -r eu-west-1 -y -v".split(" "),
		);
		assert.deepEqual(
			{ command, config, project, stage, region, yes, verbose },
			{
				command: "delete",
				config: "a.yml",
				project: "shop",
				stage: "dev",
				region: "eu-west-1",
				yes: true,
				verbose: true,
			},
		);
		const long = readArgs(
			"deploy --config=a.yml --account 123456789012 --profile work --endpoint http://127.0.0.1:1 --json --hot-swap".split(
				" ",
			),
		);
		assert.equal(long.config, "a.yml");
		assert.equal(long.account, "123456789012");
		assert.equal(long.profile, "work");
		assert.equal(long.endpoint, "http://127.0.0.1:1");
		assert.equal(long.json, true);
		assert.equal(long.hotSwap, true);
		assert.equal(long.yes, false);
	});

	it("takes options before and after the command", () => {
		assert.deepEqual(readArgs(["--stage", "dev", "synth"]), readArgs(["synth", "--stage", "dev"]));
	});

	it("asks for help without a command", () => {
		assert.equal(readArgs([]).command, "help");
		assert.equal(readArgs(["--json"]).command, "help");
	});

	it("has the words of `sandbox` and its port", () => {
		const { words, port } = readArgs("sandbox start --port 4600".split(" "));
		assert.deepEqual(words, ["start"]);
		assert.equal(port, 4600);
		assert.equal(readArgs(["sandbox", "start"]).port, undefined);
		assert.equal(readArgs("sandbox start --port 0".split(" ")).port, 0);
	});

	const complaints: Readonly<Record<string, string>> = {
		deplyo: '"deplyo" is not a command | did you mean deploy?',
		nonsense: '"nonsense" is not a command | see `spool --help`',
		// Names that every object of JavaScript has.
		constructor: '"constructor" is not a command | see `spool --help`',
		toString: '"toString" is not a command | see `spool --help`',
		"validate --stag dev": "--stag is not an option | did you mean --stage?",
		"validate --nonsense": "--nonsense is not an option | see `spool --help`",
		"validate -x": "-x is not an option | see `spool --help`",
		"validate --stage":
			"--stage needs a value | write it as --stage VALUE, or --stage=VALUE if it begins with a dash",
		"validate --project -x":
			"--project needs a value | write it as --project VALUE, or --project=VALUE if it begins with a dash",
		"validate --json=yes": "--json takes no value | see `spool --help`",
		"validate --config=": "--config is empty | give it a value, or leave it out",
		"validate --stage=": "--stage is empty | give it a value, or leave it out",
		"validate --endpoint=": "--endpoint is empty | give it a value, or leave it out",
		"synth --hot-swap": "synth does not take --hot-swap | see `spool --help`",
		"deploy --port 1": "deploy does not take --port | see `spool --help`",
		"validate stacktape.yml": '"stacktape.yml" is one word too many | see `spool --help`',
		"sandbox start now": '"now" is one word too many | see `spool --help`',
		"info --account 123": '--account is "123", but an account id has 12 digits | see `spool --help`',
		"sandbox start --port 99999": '--port is "99999", but must be a port number | see `spool --help`',
		"sandbox start --port http": '--port is "http", but must be a port number | see `spool --help`',
		bastion: "bastion needs to know what to open | spool bastion session, spool bastion tunnel RESOURCE",
		"bastion open":
			'"open" is nothing that a bastion can open | spool bastion session, spool bastion tunnel RESOURCE',
		"bastion session db": '"db" is one word too many | see `spool --help`',
		"bastion tunnel":
			"bastion tunnel needs the name of a resource | spool bastion session, spool bastion tunnel RESOURCE",
		"bastion tunnel db x": '"x" is one word too many | see `spool --help`',
		"deploy --bastion jump": "deploy does not take --bastion | see `spool --help`",
		"sandbox start --port 1.5": '--port is "1.5", but must be a port number | see `spool --help`',
	};
	for (const [line, complaint] of Object.entries(complaints)) {
		it(`refuses: spool ${line}`, () => assert.equal(complaintOf(line), complaint));
	}

	it("is documented: every command, every option, every exit code", () => {
		const help = helpText();
		for (const name of Object.keys(commands)) assert.match(help, new RegExp(`^ {2}${name} +\\S`, "m"));
		for (const name of "config project stage region profile account endpoint json yes verbose hot-swap may-lose no-rollback since filter follow skip local port bastion".split(
			" ",
		)) {
			assert.match(help, new RegExp(`--${name}\\b`), name);
		}
		assert.match(
			help,
			/0 done {3}1 failed {3}2 bad usage or config {3}3 partly applied\n {2}4 diff: something differs {3}130 cancelled/,
		);
		assert.ok(
			help.split("\n").every((line) => line.length <= 80),
			"a line is longer than a terminal is wide",
		);
	});
});
