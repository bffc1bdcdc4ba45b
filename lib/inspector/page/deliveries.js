// Deliveries with their bodies, fetched once.
import {get} from "./api.js";
import {parse} from "./json.js";

const CACHED = 60;
const cache = new Map();

/** A delivery with its body, from the inspector or an earlier visit. */
export async function fetchDelivery(key, {fresh = false} = {}) {
  if (!fresh && cache.has(key)) return cache.get(key);
  const delivery = await get(`/api/deliveries/${encodeURIComponent(key)}`);
  delivery.event = typeof delivery.body === "string" ? parse(delivery.body) : undefined;
  cache.set(key, delivery);
  if (cache.size > CACHED) cache.delete(cache.keys().next().value);
  return delivery;
}

export const isFetched = (key) => cache.has(key);
