import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackName, type Target } from "../names/target.ts";
import { flag, integer, object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt, sub } from "../template/intrinsics.ts";
import { type Child, type Deployed, defineResource, type Placed } from "./kind.ts";
import { busArn, EVENT_BUS } from "./shared/event-rule.ts";

const ARCHIVE = "AWS::Events::Archive";

const guide = "https://docs.aws.amazon.com/eventbridge/latest/userguide";
const createBus = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html";
const createArchive = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html";

const archivation = object(
	"Keeps the events of the bus, so that they can be sent again.",
	{
		enabled: flag("Keep the events.", { default: false }),
		retentionDays: optional(
			integer("How many days an event is kept; forever when it is 0 or left out.", {
				unit: "days",
				minimum: 0,
				source: createArchive,
			}),
		),
	},
	{ source: `${guide}/eb-archive.html` },
);

const properties = object("Settings of the bus.", {
	eventSourceName: optional(
		text(
			"Name of the source by which a partner of AWS sends events to your account; the bus then has the same name. Without it the bus is for events of your own.",
			{
				maxLength: 256,
				pattern: "^(aws\\.partner(/[A-Za-z0-9._-]+){2,}|\\{\\{resolve:.*)$",
				patternHint: "write the name of a partner's event source, such as `aws.partner/example.com/orders`",
				source: createBus,
				examples: ["aws.partner/example.com/orders"],
			},
		),
	),
	archivation: optional(archivation),
});

type Bus = Placed<Deployed<Static<typeof properties>>>;

const id = (bus: Bus) => logicalId({ owner: bus.name, type: EVENT_BUS });
const archiveId = (bus: Bus) => logicalId({ owner: bus.name, type: ARCHIVE });
const isPartnerBus = ({ values }: Bus) => values.eventSourceName !== undefined;

function busName(bus: Bus, target: Target) {
	return physicalName([stackName(target), bus.name], { maxLength: 256, source: createBus });
}

function compileBus(bus: Bus, target: Target): Child {
	const { eventSourceName } = bus.values;
	const name = busName(bus, target);
	if (eventSourceName !== undefined) {
		const Properties = { Name: eventSourceName, EventSourceName: eventSourceName };
		return { id: id(bus), resource: { Type: EVENT_BUS, Properties } };
	}
	return { id: id(bus), name, resource: { Type: EVENT_BUS, Properties: { Name: name.text } } };
}

function compileArchive(bus: Bus): readonly Child[] {
	const { enabled, retentionDays } = bus.values.archivation ?? {};
	if (!enabled) return [];
	const Properties = { SourceArn: busArn(bus.name), RetentionDays: retentionDays };
	return [{ id: archiveId(bus), origin: ["archivation"], resource: { Type: ARCHIVE, Properties } }];
}

const paramDocs = {
	arn: "ARN of the bus.",
	archiveArn: "ARN of the bus's archive; only with `archivation.enabled`.",
};

/** The room of `event-bus`. */
export const eventBus = defineResource({
	type: "event-bus",
	docs: "An event bus (Amazon EventBridge): events are put on it, and rules hand those that fit to functions and queues.",
	source: `${guide}/eb-event-bus.html`,
	properties,
	snippet: "type: event-bus",
	names: (bus, target) => (isPartnerBus(bus) ? {} : { [id(bus)]: busName(bus, target) }),
	paramDocs,
	params: (bus) => ({
		arn: { docs: paramDocs.arn, value: busArn(bus.name), shown: true },
		...(bus.values.archivation?.enabled && {
			archiveArn: { docs: paramDocs.archiveArn, value: getAtt(archiveId(bus), "Arn"), shown: true },
		}),
	}),
	connect: (bus) => [{ Effect: "Allow", Action: ["events:PutEvents"], Resource: [busArn(bus.name)] }],
	compile: (bus, { target }) => [compileBus(bus, target), ...compileArchive(bus)],
	links: (bus) => ({
		// By the name that the bus really has: that of a partner's bus is not the stack's.
		console: sub(
			`https://\${AWS::Region}.console.aws.amazon.com/events/home?region=\${AWS::Region}#/eventbus/\${${id(bus)}}`,
		),
	}),
});
