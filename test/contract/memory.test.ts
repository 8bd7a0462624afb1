import { realClock } from "../support/fake-clock.ts";
import { memoryCloud } from "../support/memory-cloud.ts";
import { describeCloud } from "./cloud.ts";

const slowType = "AWS::SNS::Topic";

describeCloud("the cloud in memory", async () => ({
	// The suite waits in real time, as it must for a real cloud.
	cloud: memoryCloud({ clock: realClock(), resourceMs: (type) => (type === slowType ? 500 : 3), codeMs: 30 }),
	slowType,
	stop: async () => undefined,
}));
