import { logicalId } from "../../names/logical-id.ts";
import { type NameLimit, physicalName } from "../../names/physical-name.ts";
import { getAtt, type Intrinsic, type Text } from "../../template/intrinsics.ts";
import type { Child, Finding, Path, Surroundings } from "../kind.ts";
import { checkEventPattern } from "./event-pattern.ts";
import { exactlyOne } from "./exactly-one.ts";
import { isKnownAtDeploy, jsonText } from "./json-text.ts";

export const RULE = "AWS::Events::Rule";
export const EVENT_BUS = "AWS::Events::EventBus";

/** The keys by which an event says what is sent in place of it. */
type EventInput = {
	readonly input?: unknown;
	readonly inputPath?: Text;
	readonly inputTransformer?: { readonly inputPathsMap?: unknown; readonly inputTemplate: unknown };
};

type DeliveryFailure = { readonly sqsQueueName?: Text; readonly sqsQueueArn?: Text };

/** The properties of an event of type `event-bus`. */
type EventBusEvent = EventInput & {
	readonly eventBusName?: Text;
	readonly eventBusArn?: Text;
	readonly useDefaultBus?: boolean;
	readonly onDeliveryFailure?: DeliveryFailure;
};

/** Logical id of the rule that the event at `index` of the resource named `owner` makes. */
export function eventRuleId(owner: string, index: number): string {
	return logicalId({ owner, specifier: `Event${index}`, type: RULE });
}

/** ARN of the event bus of this config named `name`. */
export function busArn(name: string): Intrinsic {
	return getAtt(logicalId({ owner: name, type: EVENT_BUS }), "Arn");
}

/** The bus that an event listens to, for a rule's `EventBusName`; `undefined` means the account's default bus. */
export function eventBusOf(event: EventBusEvent): Text | undefined {
	const { eventBusName, eventBusArn } = event;
	return typeof eventBusName === "string" ? busArn(eventBusName) : eventBusArn;
}

/** ARN of the queue for what cannot be delivered, `undefined` when none is named. */
export function failureQueueArn(failure: DeliveryFailure | undefined): Text | undefined {
	if (typeof failure?.sqsQueueName !== "string") return failure?.sqsQueueArn;
	return getAtt(logicalId({ owner: failure.sqsQueueName, type: "AWS::SQS::Queue" }), "Arn");
}

/** `Input`, `InputPath` or `InputTransformer` of a rule's target, whichever the event asks for. */
export function targetInput({ input, inputPath, inputTransformer }: EventInput) {
	const asText = (value: unknown): Text => (typeof value === "string" ? value : jsonText(value));
	if (input !== undefined) return { Input: asText(input) };
	if (inputPath !== undefined) return { InputPath: inputPath };
	if (inputTransformer === undefined) return {};
	const { inputPathsMap, inputTemplate } = inputTransformer;
	return { InputTransformer: { InputPathsMap: inputPathsMap, InputTemplate: asText(inputTemplate) } };
}

const targetIdLimit: NameLimit = {
	maxLength: 64,
	source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html",
};

/** Id of a rule's target, unique within the rule; it names no resource of AWS. */
export const ruleTargetId = (parts: readonly string[]): string => physicalName(parts, targetIdLimit).text;

/**
 * The rule of the `event-bus` event at `index` of the resource named `owner`. `target` is what the rule sets off: its
 * `Arn` and `Id`, and parameters that only this kind of target has.
 */
export function eventBusRule(options: {
	readonly owner: string;
	readonly index: number;
	readonly event: EventBusEvent & { readonly eventPattern: unknown };
	readonly target: { readonly Arn: Text; readonly Id: string } & Readonly<Record<string, unknown>>;
}): Child {
	const { owner, index, event, target } = options;
	const failureArn = failureQueueArn(event.onDeliveryFailure);
	return {
		id: eventRuleId(owner, index),
		origin: ["events", index],
		resource: {
			Type: RULE,
			Properties: {
				State: "ENABLED",
				EventBusName: eventBusOf(event),
				EventPattern: event.eventPattern,
				Targets: [{ ...target, ...targetInput(event), DeadLetterConfig: failureArn && { Arn: failureArn } }],
			},
		},
	};
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** JSON, also where a `<name>` of the paths map stands without quotes, as EventBridge allows it. */
const isTemplate = (text: string) => isJson(text) || isJson(text.replaceAll(/<[A-Za-z0-9_.-]+>/g, "0"));

function checkJson(value: unknown, isValid: (text: string) => boolean, path: Path): readonly Finding[] {
	if (isKnownAtDeploy(value)) return [];
	if (typeof value === "object" && value !== null) return [];
	if (typeof value === "string" && isValid(value)) return [];
	const key = path.at(-1);
	return [
		{
			code: "not-json",
			message: `${key} is ${JSON.stringify(value)}, but must be an object or JSON text`,
			path,
			hint:
				typeof value === "string"
					? "write an object, or put a plain text in double quotes of its own"
					: "write an object",
		},
	];
}

/**
 * Finds inputs that exclude each other or that EventBridge would not take. `event` stands at `path`; of a schedule
 * or an `event-bus` event.
 */
export function checkEventInput(event: EventInput, path: Path): readonly Finding[] {
	const { input, inputTransformer } = event;
	const inputs = (["input", "inputPath", "inputTransformer"] as const).filter(
		(key) => event[key] !== undefined,
	);
	return [
		...(inputs.length > 1 ? exactlyOne(event, ["input", "inputPath", "inputTransformer"], path) : []),
		...(input === undefined ? [] : checkJson(input, isJson, [...path, "input"])),
		...(inputTransformer === undefined
			? []
			: checkJson(inputTransformer.inputTemplate, isTemplate, [
					...path,
					"inputTransformer",
					"inputTemplate",
				])),
	];
}

/**
 * Finds what is wrong with the `onDeliveryFailure` at `path` of a rule or subscription: not exactly one queue, or a
 * FIFO queue. EventBridge refuses it (`SQS FIFO is not supported by Dead Letter Queues`), and SNS wants a queue of
 * the topic's own kind, which for a function's subscription is never FIFO.
 */
export function checkDeliveryFailure(
	failure: DeliveryFailure | undefined,
	path: Path,
	surroundings: Surroundings,
	sender: "EventBridge" | "SNS" = "EventBridge",
): readonly Finding[] {
	if (failure === undefined) return [];
	const { sqsQueueName } = failure;
	const findings = exactlyOne(failure, ["sqsQueueName", "sqsQueueArn"], path);
	if (typeof sqsQueueName !== "string" || !isFifoQueue(sqsQueueName, surroundings)) return findings;
	return [
		...findings,
		{
			code: "fifo-failure-queue",
			message: `"${sqsQueueName}" is a FIFO queue, but ${sender} delivers failed events to standard queues only`,
			path: [...path, "sqsQueueName"],
			hint: "name a queue without fifoEnabled",
		},
	];
}

/** True when `name` is a queue of this config with `fifoEnabled`. */
export function isFifoQueue(name: string, surroundings: Surroundings): boolean {
	const queue = surroundings.resource(name);
	if (queue?.type !== "sqs-queue" || typeof queue.values !== "object" || queue.values === null) return false;
	return "fifoEnabled" in queue.values && queue.values.fifoEnabled === true;
}

/** Finds what is wrong with an `event-bus` event whose properties stand at `path`, whatever it sets off. */
export function checkEventBusEvent(
	event: EventBusEvent & { readonly eventPattern?: unknown },
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	return [
		...exactlyOne(event, ["eventBusName", "eventBusArn", "useDefaultBus"], path),
		...checkEventPattern(event.eventPattern, [...path, "eventPattern"]),
		...checkEventInput(event, path),
		...checkDeliveryFailure(event.onDeliveryFailure, [...path, "onDeliveryFailure"], surroundings),
	];
}
