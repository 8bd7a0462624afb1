import {
	anything,
	choice,
	flag,
	integer,
	list,
	mapOf,
	number,
	object,
	optional,
	type Static,
	text,
	variants,
} from "../../schema/schema.ts";
import type { Deployed, Placed } from "../kind.ts";

const guide = "https://docs.aws.amazon.com/step-functions/latest/dg";
const quotas = `${guide}/service-quotas.html`;
const errors = `${guide}/concepts-error-handling.html`;
const variables = `${guide}/workflow-variables.html`;
const filters = `${guide}/concepts-input-output-filtering.html`;
const jsonata = `${guide}/transforming-data.html`;
const mapState = `${guide}/state-map-distributed.html`;

/** A path into the state's data, such as `$.order.id`. */
const path = (docs: string, source: string) => optional(text(docs, { source, examples: ["$.order"] }));

/** A whole number, or in JSONata an expression that gives one. */
const countOrExpression = (docs: string, limits: Parameters<typeof integer>[1]) =>
	optional(variants(docs, [integer(docs, limits), text("A JSONata expression between `{%` and `%}`.")]));

const queryLanguage = (docs: string) => optional(choice(docs, ["JSONPath", "JSONata"], { source: jsonata }));

const errorNames = list(
	"Names of the errors that are meant, such as `States.Timeout`; `States.ALL` stands for all of them.",
	text("Name of an error.", { examples: ["States.ALL", "States.TaskFailed", "States.Timeout"] }),
	{ minItems: 1, source: errors },
);

const retry = list(
	"What to try again after which errors; the first that fits counts.",
	object("When to try again, and how often.", {
		ErrorEquals: errorNames,
		IntervalSeconds: optional(
			integer("How long to wait before the first new try.", {
				unit: "seconds",
				minimum: 1,
				maximum: 99_999_999,
				default: 1,
				source: errors,
			}),
		),
		MaxAttempts: optional(
			integer("How often to try again; 0 never does.", {
				minimum: 0,
				maximum: 99_999_999,
				default: 3,
				source: errors,
			}),
		),
		BackoffRate: optional(
			number("By how much the waiting time is multiplied after each new try.", {
				minimum: 1,
				default: 2,
				source: errors,
			}),
		),
		MaxDelaySeconds: optional(
			integer("The longest waiting time between two tries.", {
				unit: "seconds",
				minimum: 1,
				maximum: 31_622_399,
				source: errors,
			}),
		),
		JitterStrategy: optional(
			choice("Whether waiting times are spread by chance.", ["FULL", "NONE"], {
				default: "NONE",
				source: errors,
			}),
		),
		Comment: optional(text("Words for people.")),
	}),
	{ source: errors },
);

const handlers = list(
	"Where to go on after which errors; the first that fits counts.",
	object("Which errors lead where.", {
		ErrorEquals: errorNames,
		Next: text("Name of the state that goes on.", { knownBefore: true }),
		ResultPath: optional(anything("Where the error goes in the data; `null` drops it.", { source: filters })),
		Output: optional(anything("What the next state gets, in JSONata.", { source: jsonata })),
		Assign: optional(mapOf("Variables to set.", anything("The value."), { source: variables })),
		Comment: optional(text("Words for people.")),
	}),
	{ source: errors },
);

/** Machines inside of a machine have the same form; they are checked as deep as they go. */
const innerMachine = (docs: string, source: string) =>
	mapOf(docs, anything("`StartAt`, `States` and the settings of the inner machine."), { source });

/** Members that only some types of states have are told apart in `states.ts`. */
const state = object(
	"A step of the machine.",
	{
		Type: choice(
			"What the state does.",
			["Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"],
			{
				source: `${guide}/workflow-states.html`,
				valueDocs: {
					Choice: "Goes on where the first rule that holds says.",
					Fail: "Ends the execution as failed.",
					Map: "Does the same steps for each item of a list.",
					Parallel: "Runs several branches at the same time.",
					Pass: "Hands its input on, changed if you like.",
					Succeed: "Ends the execution, or its branch, as done.",
					Task: "Calls something: a function, or an API of AWS.",
					Wait: "Waits for a time or until a moment.",
				},
			},
		),
		Comment: optional(text("Words for people.")),
		QueryLanguage: queryLanguage(
			"The language of this state's expressions; that of the machine when left out.",
		),
		Next: optional(text("Name of the state that comes next.", { knownBefore: true })),
		End: optional(flag("`true` when the machine, or its branch, ends here.")),
		InputPath: path("Part of the input that the state works with.", filters),
		OutputPath: path("Part of the result that goes to the next state.", filters),
		Parameters: optional(
			mapOf(
				"What the state hands to what it calls. A key that ends in `.$` takes its value from the data.",
				anything("A value."),
				{ source: `${guide}/input-output-inputpath-params.html` },
			),
		),
		Arguments: optional(anything("What the state hands to what it calls, in JSONata.", { source: jsonata })),
		ResultSelector: optional(
			mapOf("Picks from what the call has answered.", anything("A value."), { source: filters }),
		),
		ResultPath: optional(
			anything("Where the result goes in the input; `$` replaces it and `null` drops the result.", {
				source: `${guide}/input-output-resultpath.html`,
				examples: ["$.result"],
			}),
		),
		Output: optional(anything("What the next state gets, in JSONata.", { source: jsonata })),
		Assign: optional(
			mapOf("Variables that later states can read.", anything("The value."), { source: variables }),
		),
		Retry: optional(retry),
		Catch: optional(handlers),
		Resource: optional(
			variants(
				"What a `Task` calls: the ARN of a function or of an activity, or an integration such as `arn:aws:states:::sqs:sendMessage`.",
				[
					text("An ARN.", { examples: ["arn:aws:states:::lambda:invoke"] }),
					mapOf("An intrinsic function of CloudFormation.", anything("Its argument.")),
				],
				{ source: `${guide}/connect-to-services.html` },
			),
		),
		Credentials: optional(
			mapOf("The role that a `Task` calls with, in another account.", anything("`RoleArn`."), {
				source: `${guide}/concepts-access-cross-acct-resources.html`,
			}),
		),
		TimeoutSeconds: countOrExpression("How long a `Task` may take before it fails with `States.Timeout`.", {
			unit: "seconds",
			minimum: 1,
			maximum: 99_999_999,
			default: 99_999_999,
			source: `${guide}/state-task.html`,
		}),
		TimeoutSecondsPath: path("Where the data holds that time.", `${guide}/state-task.html`),
		HeartbeatSeconds: countOrExpression(
			"How long a `Task` may be silent before it fails; shorter than its timeout.",
			{ unit: "seconds", minimum: 1, maximum: 99_999_999, source: `${guide}/state-task.html` },
		),
		HeartbeatSecondsPath: path("Where the data holds that time.", `${guide}/state-task.html`),
		Choices: optional(
			list(
				"Rules of a `Choice`, in order; the first that holds decides.",
				mapOf(
					"A comparison with its `Next`.",
					anything(
						"`Variable` with a comparison such as `StringEquals`, or `And`, `Or`, `Not`, or `Condition`.",
					),
				),
				{ minItems: 1, source: `${guide}/state-choice.html` },
			),
		),
		Default: optional(
			text("Name of the state that comes next when no rule of a `Choice` holds.", { knownBefore: true }),
		),
		Result: optional(anything("The result of a `Pass`.", { source: `${guide}/state-pass.html` })),
		Seconds: countOrExpression("How long a `Wait` lasts.", {
			unit: "seconds",
			minimum: 0,
			maximum: 99_999_999,
			source: `${guide}/state-wait.html`,
		}),
		SecondsPath: path("Where the data holds how long a `Wait` lasts.", `${guide}/state-wait.html`),
		Timestamp: optional(
			text("Until when a `Wait` lasts, such as `2030-01-31T12:00:00Z`.", {
				source: `${guide}/state-wait.html`,
			}),
		),
		TimestampPath: path("Where the data holds until when a `Wait` lasts.", `${guide}/state-wait.html`),
		Error: optional(
			text("Name of the error that a `Fail` ends with.", { source: `${guide}/state-fail.html` }),
		),
		ErrorPath: path("Where the data holds that name.", `${guide}/state-fail.html`),
		Cause: optional(text("Words about why a `Fail` ends.", { source: `${guide}/state-fail.html` })),
		CausePath: path("Where the data holds those words.", `${guide}/state-fail.html`),
		Branches: optional(
			list(
				"What a `Parallel` runs at the same time.",
				innerMachine("A branch: a machine of its own.", `${guide}/state-parallel.html`),
				{ minItems: 1, source: `${guide}/state-parallel.html` },
			),
		),
		ItemProcessor: optional(
			innerMachine("The steps that a `Map` does for each item.", `${guide}/state-map.html`),
		),
		Iterator: optional(
			innerMachine(
				"The steps that a `Map` does for each item, under their older name.",
				`${guide}/state-map.html`,
			),
		),
		ItemsPath: path("Where the data holds the list of a `Map`.", `${guide}/input-output-itemspath.html`),
		Items: optional(anything("The list of a `Map`, in JSONata.", { source: `${guide}/state-map.html` })),
		ItemSelector: optional(
			anything("What each round of a `Map` gets.", { source: `${guide}/input-output-itemselector.html` }),
		),
		ItemReader: optional(
			mapOf("Where a distributed `Map` reads its items.", anything("A setting."), { source: mapState }),
		),
		ItemBatcher: optional(
			mapOf("How a distributed `Map` puts items together.", anything("A setting."), { source: mapState }),
		),
		ResultWriter: optional(
			mapOf("Where a distributed `Map` writes its results.", anything("A setting."), { source: mapState }),
		),
		MaxConcurrency: countOrExpression("How many items a `Map` works on at the same time; 0 sets no limit.", {
			minimum: 0,
			default: 0,
			source: `${guide}/state-map.html`,
		}),
		MaxConcurrencyPath: path("Where the data holds that number.", `${guide}/state-map.html`),
		ToleratedFailurePercentage: optional(
			variants("How many percent of the items of a distributed `Map` may fail.", [
				number("A share.", { unit: "percent", minimum: 0, maximum: 100, source: mapState }),
				text("A JSONata expression between `{%` and `%}`."),
			]),
		),
		ToleratedFailurePercentagePath: path("Where the data holds that share.", mapState),
		ToleratedFailureCount: countOrExpression("How many items of a distributed `Map` may fail.", {
			minimum: 0,
			source: mapState,
		}),
		ToleratedFailureCountPath: path("Where the data holds that number.", mapState),
		Label: optional(
			text("A name for the executions that a distributed `Map` starts.", { maxLength: 40, source: mapState }),
		),
	},
	{ source: `${guide}/workflow-states.html` },
);

const definition = object(
	"The machine in the words of Amazon States Language.",
	{
		Comment: optional(text("Words for people.")),
		StartAt: text("Name of the state that comes first.", { knownBefore: true }),
		States: mapOf(
			"The states by name: up to 80 characters each, every name once in the whole machine.",
			state,
			{
				source: quotas,
			},
		),
		Version: optional(
			text("Version of the language; there is one.", {
				default: "1.0",
				source: `${guide}/statemachine-structure.html`,
			}),
		),
		TimeoutSeconds: optional(
			integer("How long an execution may take: up to a year.", {
				unit: "seconds",
				minimum: 1,
				maximum: 99_999_999,
				source: `${guide}/statemachine-structure.html`,
			}),
		),
		QueryLanguage: queryLanguage("The language of expressions; `JSONPath` when left out."),
	},
	{ source: `${guide}/concepts-amazon-states-language.html` },
);

/** The properties of a `state-machine`. */
export const properties = object("Settings of the state machine.", { definition });

/** A state machine of the config. */
export type Machine = Placed<Deployed<Static<typeof properties>>>;
