/** The service worker, seen from the page: it keeps the page for times without a network, and says when there is a new version. */

import { ownScript } from "./addresses.js";

/**
 * Have the page kept, and tell of a new version that waits to be taken.
 *
 * @param {(take: () => void) => void} tell
 */
export async function keepOffline(tell) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return; // an old browser, or a page that did not come by a safe way
  try {
    const registration = await serviceWorker.register(ownScript("service-worker.js"));
    let taking = false;
    const offer = () => {
      const { waiting } = registration;
      if (waiting && serviceWorker.controller) tell(() => {
        taking = true;
        waiting.postMessage("take over");
      });
    };
    serviceWorker.addEventListener("controllerchange", () => taking && location.reload());
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
    offer();
  } catch (error) {
    console.info(error); // a frame of another site may not keep anything
  }
}
