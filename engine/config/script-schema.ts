import { flag, list, mapOf, object, optional, scalar, text, variant, variants } from "../schema/schema.ts";

const startSession = "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html";
const assumeRole = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html";

/** Types whose role a script may take. */
export const typesWithRole = [
	"function",
	"edge-lambda-function",
	"batch-job",
	"web-service",
	"private-service",
	"worker-service",
	"multi-container-workload",
	"nextjs-web",
	"astro-web",
	"nuxt-web",
	"sveltekit-web",
	"solidstart-web",
	"tanstack-web",
	"remix-web",
	"deployment-script",
	"custom-resource-definition",
];

const shared = {
	environment: optional(
		list(
			"Environment variables of the script, beside those of the command. Directives that only the deployed stack can answer, such as `$ResourceParam` and `$Secret`, have their real values.",
			object("An environment variable.", {
				name: text("Name of the variable.", {
					knownBefore: true,
					pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
					patternHint: "use letters, digits and _",
				}),
				value: scalar("Value of the variable; numbers and booleans arrive as text."),
			}),
		),
	),
	connectTo: optional(
		list(
			"Names of resources whose parameters the script gets as environment variables that begin with `STP_`. It gets no permissions by that: it acts with those of whoever runs it, or of `assumeRoleOfResource`.",
			text("Name of a resource, or `aws:ses`.", { connects: true }),
		),
	),
	assumeRoleOfResource: optional(
		text(
			"Name of a resource whose role the script acts with. The role must allow it to whoever runs the script.",
			{ references: typesWithRole, source: assumeRole },
		),
	),
};

const commands = {
	executeCommand: optional(text("A command of the shell.", { examples: ["npx prisma migrate deploy"] })),
	executeCommands: optional(
		list("Commands of the shell, run one after another until one fails.", text("A command."), {
			minItems: 1,
		}),
	),
};

const local = {
	...commands,
	executeScript: optional(
		text("Path of a script in JavaScript, TypeScript or Python.", {
			pathTo: "file",
			examples: ["./scripts/seed.ts"],
		}),
	),
	executeScripts: optional(
		list(
			"Paths of scripts, run one after another until one fails.",
			text("Path of a script.", { pathTo: "file" }),
			{
				minItems: 1,
			},
		),
	),
	cwd: optional(
		text("Folder that the script runs in, relative to the config. The folder of the config when left out.", {
			pathTo: "directory",
		}),
	),
	pipeStdio: optional(
		flag("Show what the script prints while it runs. What a script prints that fails is always shown.", {
			default: true,
		}),
	),
	...shared,
};

const bastionResource = optional(
	text("Name of the bastion. The one of the config when it has only one.", { references: ["bastion"] }),
);

const localScript = variant(
	"A script that runs on this machine, or on the one of the CI.",
	"local-script",
	object("Settings of the script.", local),
);

const tunnelledScript = variant(
	"A script that runs on this machine and reaches what it connects to through tunnels: those that `connectTo` names and that listen inside of the VPC only. Their addresses in the variables are those of the tunnels.",
	"local-script-with-bastion-tunneling",
	object("Settings of the script.", { ...local, bastionResource }, { source: startSession }),
);

const bastionScript = variant(
	"Commands that run on a bastion, inside of the VPC.",
	"bastion-script",
	object(
		"Settings of the script.",
		{
			...commands,
			cwd: optional(text("Folder on the bastion that it runs in.", { default: "/", knownBefore: true })),
			...shared,
			bastionResource,
		},
		{ source: startSession },
	),
);

/** `scripts`: what can be run by `spool script NAME`, and by hooks. */
export const scripts = mapOf(
	"Scripts by name: run by `spool script NAME`, and by hooks.",
	variants("A script.", [localScript, tunnelledScript, bastionScript]),
);

/** The events that hooks belong to, each with what it is. */
const events = {
	beforeDeploy: "before a deploy builds anything. One that fails stops the deploy.",
	afterDeploy: "after a deploy. One that fails leaves the deploy as it is.",
	beforeDelete: "before the stack is deleted, when that was confirmed. One that fails keeps the stack.",
	afterDelete: "after the stack was deleted.",
	beforeBucketSync: "before the files of a bucket are sent by a command of its own.",
	afterBucketSync: "after the files of a bucket were sent by a command of its own.",
	beforeDev: "before `spool watch` begins to watch.",
	afterDev: "after `spool watch` has ended.",
} as const;

const hook = (docs: string) =>
	optional(
		list(
			`Scripts that run ${docs}`,
			object("A script that is run.", {
				scriptName: text("Name of the script in `scripts`.", { namesScript: true, knownBefore: true }),
				skipOnCI: optional(flag("Leave it out where the variable `CI` is set.", { default: false })),
				skipOnLocal: optional(flag("Leave it out where the variable `CI` is not set.", { default: false })),
			}),
		),
	);

/** `hooks`: scripts that run before and after a command. */
export const hooks = object("Scripts that run before or after a command, in the order of their lists.", {
	beforeDeploy: hook(events.beforeDeploy),
	afterDeploy: hook(events.afterDeploy),
	beforeDelete: hook(events.beforeDelete),
	afterDelete: hook(events.afterDelete),
	beforeBucketSync: hook(events.beforeBucketSync),
	afterBucketSync: hook(events.afterBucketSync),
	beforeDev: hook(events.beforeDev),
	afterDev: hook(events.afterDev),
});

/** `directives`: the config's own. */
export const ownDirectives = list(
	"Directives of your own: functions in JavaScript, TypeScript or Python that are called while the config is read.",
	object("A directive.", {
		name: text("What stands behind the `$`.", {
			pattern: "^[A-Za-z][A-Za-z0-9]*$",
			patternHint: "use letters and digits, beginning with a letter",
			knownBefore: true,
		}),
		filePath: text(
			"Path of the file, relative to the config, perhaps with a colon and the name of the function behind it. Without one that is the default export, or `main` in Python.",
			{ knownBefore: true, examples: ["./directives/secrets.ts:password"], suggests: "code" },
		),
	}),
);
