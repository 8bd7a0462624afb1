import assert from "node:assert/strict";
import { openStage, type Stage } from "../../../support/deploy.ts";
import { officialBases } from "../../package/image/project.ts";

/** A service with a program of its own and one from elsewhere, and with these variables and more of its own. */
export const configOf = (variables: Readonly<Record<string, string>> = {}, more = "") => `resources:
  mailer:
    type: worker-service
    properties:
      packaging:
        type: stacktape-image-buildpack
        properties:
          entryfilePath: mailer/main.py
      resources:
        cpu: 0.25
        memory: 512
      environment:
        - name: LEVEL
          value: info
${Object.entries(variables)
	.map(([name, value]) => `        - name: ${name}\n          value: ${JSON.stringify(value)}\n`)
	.join("")}${more}`;

/** A deployed service. */
export async function deployedService(config = configOf()): Promise<Stage> {
	const stage = openStage({ config });
	officialBases(stage.cloud);
	stage.writeConfig(config);
	stage.host.save("/app/mailer/main.py", "print(1)");
	await stage.deploy();
	stage.calls();
	stage.events.length = 0;
	return stage;
}

/** What the only service of a stage runs. */
export function runningIn({ cloud }: Stage) {
	const { services, revisions } = cloud.world.containers;
	const [service = assert.fail("no service")] = services.values();
	const { tags, containers } = revisions.get(service.revision) ?? assert.fail("no revision");
	const [container = assert.fail("no container")] = containers;
	return { service, revision: service.revision, tags, ...container };
}

export const isMarked = (tags: Readonly<Record<string, string>>) => tags["stp:hotswap-deploy"] === "true";

/** The entry of the ledger of a resource. */
export function entryOf({ cloud }: Stage, resource: string): Readonly<Record<string, unknown>> | undefined {
	const [bucket = assert.fail("no bucket")] = cloud.world.buckets.values();
	const body = bucket.objects.get(`hot-swap/${resource}.json`)?.at(-1)?.body;
	return body && JSON.parse(new TextDecoder().decode(body));
}
