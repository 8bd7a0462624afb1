/** The commands of the table, in its order. */
export const commands = [
	"deploy",
	"hot-swap",
	"rollback",
	"rescue",
	"delete",
	"attach",
	"diff",
	"history",
	"info",
] as const;

export type Command = (typeof commands)[number];
type Row = Readonly<Record<Command, string>>;

const looks = { diff: "look", history: "look", info: "look" };

/** Nothing runs, and everything is there. */
const resting: Row = {
	deploy: "update",
	"hot-swap": "swap",
	rollback: "update",
	rescue: "look",
	delete: "delete",
	attach: "look",
	...looks,
};

/** Somebody works on it, and it will be at rest. */
const busy: Row = {
	deploy: "wait, update",
	"hot-swap": "`stack-busy`",
	rollback: "wait, update",
	rescue: "wait",
	delete: "wait, delete",
	attach: "follow",
	...looks,
};

/** CloudFormation takes no update, but there is a way out. */
const stuck: Row = {
	...resting,
	deploy: "`stack-not-deployable`",
	rollback: "`stack-not-deployable`",
	rescue: "delete",
};

const missing: Row = {
	deploy: "create, update",
	"hot-swap": "`not-deployed`",
	rollback: "`not-deployed`",
	rescue: "`not-deployed`",
	delete: "`not-deployed`",
	attach: "`not-deployed`",
	...looks,
	history: "`not-deployed`",
};

/**
 * What each command does with a stack in each state of CloudFormation, in steps; code: it ends with this failure. The
 * test beside it makes every cell happen, and the docs are written from it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export const stackStates = {
	"no stack": missing,
	CREATE_IN_PROGRESS: busy,
	CREATE_COMPLETE: resting,
	CREATE_FAILED: { ...stuck, "hot-swap": "`not-deployed`" },
	ROLLBACK_IN_PROGRESS: {
		...busy,
		deploy: "wait, delete, create, update",
		rollback: "wait, `not-deployed`",
		rescue: "wait, delete",
	},
	ROLLBACK_COMPLETE: {
		...missing,
		deploy: "delete, create, update",
		rescue: "delete",
		delete: "delete",
		attach: "look",
		history: "`deployment-bucket-missing`",
	},
	ROLLBACK_FAILED: stuck,
	UPDATE_IN_PROGRESS: busy,
	UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: busy,
	UPDATE_COMPLETE: resting,
	UPDATE_FAILED: { ...resting, rescue: "roll back" },
	UPDATE_ROLLBACK_IN_PROGRESS: busy,
	UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: busy,
	UPDATE_ROLLBACK_COMPLETE: resting,
	UPDATE_ROLLBACK_FAILED: { ...stuck, rescue: "continue the rollback" },
	DELETE_IN_PROGRESS: {
		...busy,
		deploy: "wait, create, update",
		rollback: "wait, `not-deployed`",
		rescue: "wait, `not-deployed`",
		delete: "wait, `not-deployed`",
	},
	DELETE_COMPLETE: missing,
	DELETE_FAILED: stuck,
	REVIEW_IN_PROGRESS: {
		...stuck,
		"hot-swap": "`not-deployed`",
		history: "`deployment-bucket-missing`",
	},
	IMPORT_IN_PROGRESS: busy,
	IMPORT_COMPLETE: resting,
	IMPORT_ROLLBACK_IN_PROGRESS: busy,
	IMPORT_ROLLBACK_COMPLETE: resting,
	IMPORT_ROLLBACK_FAILED: { ...stuck, rescue: "`no-rescue`" },
} as const satisfies Readonly<Record<string, Row>>;

export type State = keyof typeof stackStates;

/** The states of the table, in its order. */
export const states = Object.keys(stackStates) as readonly State[];
