import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type Analysis, analyse } from "../../engine/analyse.ts";
import { type Facts, wantKey } from "../../engine/config/facts.ts";
import { checkTemplate } from "../support/aws-schema.ts";
import { target } from "../support/placed.ts";

// Real configs that lie beside the repository where it is developed. They are no part of it, so that nothing here
// runs without them.
const corpus = new URL("../../../shared/corpus/", import.meta.url);
const isThere = existsSync(corpus);

/** What only the format's own helper function, service and agents need: nothing takes its place. */
const leftOut: readonly RegExp[] = [
	/^StacktapeServiceLambda(Role|LogGroup|CustomResourceFunction) /,
	/^StpStpCustomTaggingScheduleRule(Permission)? /,
	/^Stp(Dev|Debug)AgentRole /,
	/^StpCloudwatchAlarmNotificationSharedPermission /,
	/^StpIssueDetectionLogsPermission /,
	/IssueDetectionSubscriptionFilter /,
	/^StpDefaultDomainCertCustomResource /,
	/DefaultDomainCustomResource /,
	/^(?!Stp)\w+(DomainName|ApiMapping) AWS::ApiGatewayV2::/,
	/DeregisterTargetsCustomResource /,
];

/** What the engine does itself after a deploy, or what other resources do, instead of a custom resource. */
const takenOver: readonly RegExp[] = [/^StpSensitiveDataCustomResource /, /^StpEventsCustomResource /];

/** What takes the place of a custom resource. */
const inItsPlace: Readonly<Record<string, readonly string[]>> = {
	"s3-image-processor": ["ProcessImageEvent0Permission AWS::Lambda::Permission"],
};

/** The starters that use nothing but what is built. */
const whole = [
	"cron-job",
	"file-upload-api",
	"go-lambda-api",
	"graphql-api",
	"java-lambda-api",
	"kinesis-realtime-analytics",
	"lambda-api-dynamo-db",
	"lambda-web-scraper-puppeteer",
	"mcp-server",
	"rag-api",
	"s3-image-processor",
	"scheduled-health-checker",
	"sns-notification-fanout",
	"telegram-bot",
	"url-shortener",
];

function analyseStarter(name: string): Analysis {
	const file = { path: "stacktape.yml", text: readFileSync(new URL(`starters/${name}.yml`, corpus), "utf8") };
	const { wants } = analyse(file, target);
	const facts: Facts = new Map(wants.map((want) => [wantKey(want), want.kind === "path" ? "file" : "v1"]));
	return analyse(file, target, facts);
}

/** Problems as `line code "text at the place"`. */
function lines({ problems, lines, file }: Analysis): readonly string[] {
	return problems.map(
		({ code, span }) =>
			`${lines.positionAt(span.start).line + 1} ${code} ${JSON.stringify(file.text.slice(span.start, span.end))}`,
	);
}

function expectedChildren(name: string): readonly string[] {
	const text = readFileSync(new URL(`expected/${name}.json`, corpus), "utf8");
	const children = Object.entries(JSON.parse(text)).map(([id, type]) => `${id} ${String(type)}`);
	const kept = children.filter((child) => ![...leftOut, ...takenOver].some((pattern) => pattern.test(child)));
	return [...kept, ...(inItsPlace[name] ?? [])].sort();
}

describe("real configs", () => {
	before(function () {
		if (isThere) return;
		// Mocha shows no reason of its own for what is skipped.
		process.stderr.write("SKIPPED: there is no corpus of real configs beside the repository\n");
		this.skip();
	});

	const starters = isThere
		? readdirSync(new URL("starters/", corpus)).map((file) => file.replace(/\.yml$/, ""))
		: [];

	for (const name of starters) {
		it(`${name} has no fault but what is not built yet`, () => {
			const { problems } = analyseStarter(name);
			assert.deepEqual(
				problems.filter(({ code }) => code !== "not-built-yet"),
				[],
			);
		});
	}

	it("are those that use nothing but what is built", () => {
		assert.deepEqual(starters.filter((name) => analyseStarter(name).problems.length === 0).sort(), whole);
	});

	for (const name of starters.filter((starter) => whole.includes(starter))) {
		describe(name, () => {
			const { template } = analyseStarter(name).compiled;

			it("has the children of the format, but for what needs its helper, and no others", () => {
				const children = Object.entries(template.Resources).map(([id, { Type }]) => `${id} ${Type}`);
				assert.deepEqual(children.sort(), expectedChildren(name));
			});

			it("is what AWS's own schemas allow", () => assert.deepEqual(checkTemplate(template), []));
		});
	}

	// Each fault has a comment in its file; a fault further down that follows from one above is no second problem.
	const invalid: Readonly<Record<string, readonly string[]>> = {
		"05-wrong-type-value": ["12 wrong-type \"'thirty'\"", '13 wrong-type "true"', '20 wrong-type "enabled"'],
		"08-invalid-event-type": ['14 value-not-allowed "http-api"', '18 value-not-allowed "scheduled"'],
		"11-invalid-custom-domain": [
			'8 not-built-yet "customDomains"',
			'9 text-not-matching "123.456.789"',
			'10 unknown-property "certificateArn"',
			'11 unknown-property "domainNme"',
		],
		"12-invalid-environment-vars": [
			'14 unknown-property "nama"',
			'17 unknown-property "valeu"',
			'18 wrong-type "12345"',
		],
	};

	for (const [name, expected] of isThere ? Object.entries(invalid) : []) {
		it(`${name} is wrong exactly where a person would point`, () => {
			const text = readFileSync(new URL(`invalid/${name}.yml`, corpus), "utf8");
			assert.deepEqual(lines(analyse({ path: "stacktape.yml", text }, target)), expected);
		});
	}

	it("get the suggestions that repair them", () => {
		if (!isThere) return;
		const hintsOf = (name: string) => {
			const text = readFileSync(new URL(`invalid/${name}.yml`, corpus), "utf8");
			return analyse({ path: "stacktape.yml", text }, target).problems.flatMap(({ fixes = [] }) =>
				fixes.map((fix) => fix.text),
			);
		};
		assert.deepEqual(hintsOf("08-invalid-event-type"), ["http-api-gateway", "schedule"]);
		assert.deepEqual(hintsOf("11-invalid-custom-domain"), ["customCertificateArn", "domainName"]);
		assert.deepEqual(hintsOf("12-invalid-environment-vars"), ["name", "value", '"12345"']);
	});
});
