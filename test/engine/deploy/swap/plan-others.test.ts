import assert from "node:assert/strict";
import { readDeployed } from "../../../../engine/deploy/deployed.ts";
import { prepare } from "../../../../engine/deploy/prepare.ts";
import { planOthers } from "../../../../engine/deploy/swap/plan-others.ts";
import { classifyChanges } from "../../../../engine/template/changes/classify.ts";
import type { Template } from "../../../../engine/template/template.ts";
import { target } from "../../../support/deploy.ts";
import { deployedService } from "./container-stage.ts";

async function planned(change: (wanted: Template) => void) {
	const stage = await deployedService();
	const { analysis } = await prepare(stage.ports, stage.request());
	const deployed =
		(await readDeployed(stage.ports, "shop-dev", { artifacts: [], target })) ?? assert.fail("not deployed");
	const wanted: Template = structuredClone(deployed.template);
	change(wanted);
	const verdicts = classifyChanges(deployed.template, wanted);
	return planOthers({ analysis, deployed, wanted, verdicts, images: [] });
}

const definitionIn = ({ Resources }: Template) =>
	(Resources["MailerTaskDefinition"]?.Properties ?? assert.fail("no task definition")) as Record<
		string,
		unknown
	> & {
		readonly ContainerDefinitions: readonly Record<string, unknown>[];
	};

describe("a plan for services", () => {
	it("is empty when nothing changes", async () => {
		assert.deepEqual(await planned(() => {}), { rollouts: [], definitions: [], blocked: [] });
	});

	it("has the changed containers, by the name of the resource", async () => {
		const { rollouts } = await planned((wanted) => {
			Object.assign(definitionIn(wanted).ContainerDefinitions[0] ?? {}, { Command: ["one"] });
		});
		assert.deepEqual(
			rollouts.map(({ resource, changes }) => [resource, changes]),
			[["mailer", { "service-container": { command: ["one"] } }]],
		);
	});

	it("waits for what the containers need first", async () => {
		const { rollouts, blocked } = await planned((wanted) => {
			Object.assign(definitionIn(wanted).ContainerDefinitions[0] ?? {}, { Command: ["one"] });
			Object.assign(wanted.Resources["MailerRole"]?.Properties ?? {}, { Policies: [{ PolicyName: "more" }] });
		});
		assert.deepEqual(rollouts, []);
		assert.match(
			blocked[0]?.reason ?? "",
			/containers of mailer waits for the deploy, which has to come first: role of mailer/,
		);
	});
});
