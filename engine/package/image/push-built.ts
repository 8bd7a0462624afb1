import type { ImagePort } from "../../cloud/port.ts";
import type { Host } from "../../host/port.ts";
import { bug } from "../../report/bug.ts";
import type { BuiltImage } from "../packed.ts";

/** Sends an image that a program on this machine has built. */
export async function pushBuilt(
	_ports: { readonly host: Host; readonly cloud: { readonly images: ImagePort } },
	_image: BuiltImage,
	_to: { readonly repository: string; readonly tag: string },
	_options: { readonly signal?: AbortSignal },
): Promise<void> {
	bug("nothing builds images yet");
}
