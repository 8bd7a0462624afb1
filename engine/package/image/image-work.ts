import type { ImagePort } from "../../cloud/port.ts";
import type { Host } from "../../host/port.ts";
import type { ImagePlan } from "../../resources/kind.ts";
import type { Bundler } from "../bundler.ts";

/** What it takes to make one image. */
export type ImageWork = {
	readonly plan: ImagePlan;
	readonly host: Host;
	readonly images: ImagePort;
	readonly bundler: Bundler;
	/** Folder of the config, absolute. */
	readonly root: string;
	/** Tag of the job's image of this digest, if one is stored: then it is neither built nor sent. */
	readonly storedTag: (digest: string) => Promise<string | undefined>;
	/** False where only the digest is wanted. */
	readonly builds: boolean;
	/** Tells the user something that does not stop the work. */
	readonly warn: (message: string) => void;
	/** Tells the user something that is as it should be. */
	readonly tell?: (message: string) => void;
	readonly signal: AbortSignal | undefined;
};
