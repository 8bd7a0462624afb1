import { object, type Static } from "../schema/schema.ts";
import { type Deployed, defineResource, type Placed } from "./kind.ts";
import { serviceProperties, serviceWorkload } from "./shared/service-container.ts";

const properties = object("Settings of the service.", serviceProperties);

type Worker = Placed<Deployed<Static<typeof properties>>>;

/** The room of `worker-service`. */
export const workerService = defineResource({
	type: "worker-service",
	docs: "A container that runs all the time and that nobody reaches: it works through what it fetches itself.",
	source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
	properties,
	snippet: `type: worker-service
properties:
  packaging:
    type: stacktape-image-buildpack
    properties:
      entryfilePath: \${1:./src/worker.ts}
  resources:
    cpu: \${2|0.25,0.5,1,2,4,8,16|}
    memory: \${3:512}`,
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	parts: (worker: Worker) => [serviceWorkload(worker, { variables: {} })],
	hoistsParts: true,
	compile: () => [],
});
