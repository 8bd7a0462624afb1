import type { Static } from "../../../schema/schema.ts";
import type { Deployed } from "../../kind.ts";
import type { bucketCdnConfiguration, cdnConfiguration, loadBalancerCdnConfiguration } from "./schema.ts";

/** The `cdn` of a function or a gateway. */
export type Cdn = Deployed<Static<typeof cdnConfiguration>>;

/** The `cdn` of a bucket. */
export type BucketCdn = Deployed<Static<typeof bucketCdnConfiguration>>;

/** The `cdn` of an application load balancer. */
export type LoadBalancerCdn = Deployed<Static<typeof loadBalancerCdnConfiguration>>;

export type CachingOptions = NonNullable<Cdn["cachingOptions"]>;
export type ForwardingOptions = NonNullable<Cdn["forwardingOptions"]>;
export type EdgeFunctions = NonNullable<Cdn["edgeFunctions"]>;
export type RouteRewrite = NonNullable<Cdn["routeRewrites"]>[number];
