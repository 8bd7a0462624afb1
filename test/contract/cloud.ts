import { functionFacts, otherFacts } from "./function-facts.ts";
import { imageFacts } from "./image-facts.ts";
import { objectFacts } from "./object-facts.ts";
import { createFacts, deleteFacts, failedCreateFacts } from "./stack-facts.ts";
import { type Made, type Stage, stageOf } from "./stage.ts";
import { failedUpdateFacts, updateFacts } from "./update-facts.ts";

/**
 * What every implementation of the cloud port keeps. The engine's tests run on the in-memory one; this suite is
 * why that says something about the one that talks to AWS.
 */
export function describeCloud(name: string, make: () => Promise<Made>): void {
	describe(name, function () {
		this.timeout(20_000);
		const current: { made?: Made; stage?: Stage } = {};
		before(async function () {
			// The first start of a sandbox fetches it.
			this.timeout(300_000);
			current.made = await make();
			current.stage = stageOf(current.made);
		});
		after(async () => current.made?.stop());
		const at = (): Stage => current.stage as Stage;

		describe("a create", () => createFacts(at));
		describe("a create that fails", () => failedCreateFacts(at));
		describe("an update", () => updateFacts(at));
		describe("an update that fails", () => failedUpdateFacts(at));
		describe("a delete", () => deleteFacts(at));
		describe("objects", () => objectFacts(at));
		describe("functions", () => functionFacts(at));
		describe("images", () => imageFacts(at));
		describe("everything else", () => otherFacts(at));
	});
}
