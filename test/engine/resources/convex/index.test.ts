import assert from "node:assert/strict";
import { convex } from "../../../../engine/resources/convex/index.ts";
import { analysed, assertMarked, propertiesIn } from "../../../support/analysed.ts";
import { checkWholeTemplate } from "../../../support/aws-schema.ts";

const config = (more = "") => `resources:
  chat:
    type: convex
    properties:
      appDirectory: web/convex
${more}`;
const closed = "      dashboard: { enabled: false }\n";

const variablesOf = (text: string): Readonly<Record<string, unknown>> => {
	const { ChatBackendContainerWorkloadTaskDefinition: task } = propertiesIn(
		analysed(text),
		/Backend.*TaskDef/,
	);
	const [container] = (
		task as { ContainerDefinitions: { Environment: { Name: string; Value: unknown }[] }[] }
	).ContainerDefinitions;
	return Object.fromEntries((container?.Environment ?? []).map(({ Name, Value }) => [Name, Value]));
};

describe("a Convex backend", () => {
	it("is what AWS takes, whatever its database runs on", () => {
		const engines = [
			"{ type: aurora-postgresql, properties: { version: '17.7', instances: [{ instanceSize: db.t4g.medium }] } }",
			"{ type: aurora-postgresql-serverless-v2, properties: { version: '17.7' } }",
		];
		for (const engine of engines) {
			const analysis = analysed(config(`${closed}      database: { engine: ${engine} }\n`));
			assert.deepEqual(analysis.problems, []);
			assert.deepEqual(checkWholeTemplate(analysis.compiled.template), []);
			const { ChatRuntimeSecret } = propertiesIn(analysis, /RuntimeSecret/);
			assert.match(JSON.stringify(ChatRuntimeSecret), /\["ChatDatabaseDbCluster","Endpoint\.Address"\]/);
			// Only the group of the cluster knows this parameter.
			const groups = propertiesIn(analysis, /ParameterGroup$/);
			const open = Object.entries(groups).filter(([, group]) =>
				JSON.stringify(group).includes("rds.force_ssl"),
			);
			assert.deepEqual(
				open.map(([id]) => id),
				["ChatDatabaseDbClusterParameterGroup"],
			);
		}
	});

	it("calls its instance by its database, which the backend takes for the same", () => {
		assert.equal(variablesOf(config(closed))["INSTANCE_NAME"], "convex");
		const engine =
			"{ type: postgres, properties: { version: '17.7', dbName: app, primaryInstance: { instanceSize: db.t4g.micro } } }";
		assert.equal(
			variablesOf(config(`${closed}      database: { engine: ${engine} }\n`))["INSTANCE_NAME"],
			"app",
		);
		assert.equal(
			variablesOf(config(`${closed}      database: { engine: ${engine.replace("dbName: app, ", "")} }\n`))[
				"INSTANCE_NAME"
			],
			"defdb",
		);
	});

	it("gets password and secret when it starts, and the template holds neither", () => {
		const { StpEcsExecutionRole: role, ChatBackendContainerWorkloadTaskDefinition: task } = propertiesIn(
			analysed(config(closed)),
			/ExecutionRole|Backend.*TaskDef/,
		);
		assert.match(JSON.stringify(task), /"Secrets":\[\{"Name":"INSTANCE_SECRET".*"Name":"POSTGRES_URL"/);
		assert.match(
			JSON.stringify(role),
			/"Action":\["secretsmanager:GetSecretValue"\],"Resource":\[\{"Ref":"ChatRuntimeSecret"\}\]/,
		);
	});

	it("is healthy at paths that the application does not have, and the dashboard is not", () => {
		const analysis = analysed(config());
		const groups = propertiesIn(analysis, /TargetGroup$/);
		const matchers = Object.values(groups).map((group) => group as { Port: number; Matcher?: unknown });
		assert.deepEqual(
			matchers.map(({ Port, Matcher }) => [Port, Matcher]),
			[
				[3210, { HttpCode: "200-499" }],
				[3211, { HttpCode: "200-499" }],
				[6791, undefined],
			],
		);
	});

	it("lets pages of other origins put files into its buckets", () => {
		const { ChatFilesBucketBucket: bucket } = propertiesIn(analysed(config(closed)), /FilesBucket/);
		assert.match(
			JSON.stringify(bucket),
			/"CorsRules":\[\{"AllowedMethods":\["GET","PUT","POST","DELETE","HEAD"\]/,
		);
	});

	it("keeps its buckets when it is protected", () => {
		const { Resources } = analysed(config(`${closed}      deletionProtection: true\n`)).compiled.template;
		const policies = Object.entries(Resources).filter(([id]) => /^Chat.*BucketBucket$/.test(id));
		assert.deepEqual(new Set(policies.map(([, { DeletionPolicy }]) => DeletionPolicy)), new Set(["Retain"]));
		assert.equal(policies.length, 5);
	});

	it("is reached at its domains", () => {
		const domains =
			"      customDomains: { cloud: { domainName: a.example.com }, site: { domainName: b.example.com } }\n";
		const analysis = analysed(config(closed + domains));
		assert.deepEqual(analysis.problems, []);
		const ids = Object.keys(analysis.compiled.template.Resources);
		for (const id of [
			"ChatLoadBalancerPort443Priority10ListenerRule",
			"ChatLoadBalancerPort443Priority20ListenerRule",
			"StpAExampleComRecordSet",
		])
			assert.ok(ids.includes(id), id);
		assert.equal(variablesOf(config(closed + domains))["CONVEX_CLOUD_ORIGIN"], "https://a.example.com");
	});

	it("sends its functions from the folder around `convex`, or from the folder itself", () => {
		const folderOf = (text: string) => analysed(text).compiled.after.commands[0]?.folder;
		assert.equal(folderOf(config()), "web");
		assert.equal(folderOf(config().replace("web/convex", "./convex/")), ".");
		assert.equal(folderOf(config().replace("web/convex", "convex")), ".");
		assert.equal(folderOf(config().replace("web/convex", "functions")), "functions");
		assert.equal(folderOf(config("      functionsDeployment: { workingDirectory: app }\n")), "app");
		assert.equal(folderOf(config("      functionsDeployment: { enabled: false }\n")), undefined);
	});

	it("has a room that cannot be connected to", () => assert.equal(convex.connect, undefined));
});

describe("the check of a Convex backend", () => {
	const cases: Record<string, string> = {
		"finds a dashboard without a domain": config(`      customDomains:
    # ^^^^^^^^^^^^^ convex-domain-missing: the dashboard has no domain, while the others have one
        cloud: { domainName: a.example.com }
        site: { domainName: b.example.com }
      dashboard: { allowedIpRanges: [203.0.113.0/24] }
`),
		"finds a domain without a dashboard": config(`      customDomains:
        cloud: { domainName: a.example.com }
        site: { domainName: b.example.com }
        dashboard: { domainName: c.example.com }
      # ^^^^^^^^^ convex-domain-unused: there is no dashboard that this domain could lead to
      dashboard: { enabled: false }
`),
		"finds a domain that is missing": config(`${closed}      customDomains:
    # ^^^^^^^^^^^^^ missing-property: "site" is missing in customDomains
        cloud: { domainName: a.example.com }
`),
		"finds a dashboard that everybody can open": config(`      dashboard:
    # ^^^^^^^^^ (warning) dashboard-open-to-internet: everybody can open the dashboard, which an admin key alone protects
        resources: { cpu: 0.25, memory: 512 }
`),
		"finds a database that Convex cannot use": config(`${closed}      database:
        engine:
          type: mysql
          #     ^^^^^ convex-needs-postgres: Convex keeps its documents in PostgreSQL, and not in mysql
          properties: { version: "8.4.7", primaryInstance: { instanceSize: db.t4g.micro } }
`),
		"finds a fault of five buckets once": config(`${closed}      storage:
        lifecycleRules:
          - type: class-transition
            properties:
              daysAfterUpload: 3
              #                ^ transition-too-early: daysAfterUpload is 3, but objects move to STANDARD_IA after 30 days at the earliest
              storageClass: STANDARD_IA
`),
		"finds what is wrong with the containers and the database where it is written": config(`      backend:
        resources: { cpu: 4, memory: 512 }
        #                            ^^^ memory-not-fitting: 512 MB is no memory that 4 vCPU can have on Fargate
      dashboard: { enabled: false }
      database:
        preferredMaintenanceWindow: sometimes
        #                           ^^^^^^^^^ invalid-window: "sometimes" is not a maintenance window
`),
		"finds a folder that is not there": `resources:
  chat:
    type: convex
    properties:
      appDirectory: missing
      #             ^^^^^^^ file-not-found: there is no folder "missing"
      dashboard: { enabled: false }
`,
	};
	for (const [name, marked] of Object.entries(cases)) it(name, () => assertMarked(marked));

	it("says when there is no schema", () => {
		const marked = `resources:
  chat:
    type: convex
    properties:
      appDirectory: convex
      #             ^^^^^^ (warning) convex-schema-missing: there is no schema.ts in "convex", so that documents of any shape are stored
      dashboard: { enabled: false }
`;
		assertMarked(marked, (want) =>
			want.kind !== "path" ? undefined : want.path === "convex" ? "directory" : "missing",
		);
	});
});
