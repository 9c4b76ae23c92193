import { registry } from "@web/core/registry";
import { debounce } from "@web/core/utils/timing";

const TOGETHER_MS = 500;

/**
 * How many documents wait for the user, counted again when a task came or went.
 *
 * Core counts documents when a page is loaded, but tasks while it is open: whoever
 * hands over two tasks of one document reads a number below zero.
 */
export const activityCounterService = {
    dependencies: ["bus_service", "mail.store"],
    start(env, { bus_service: bus, "mail.store": store }) {
        const count = debounce(() => store.fetchStoreData("systray_get_activities"), TOGETHER_MS);
        bus.subscribe("mail.activity/updated", () => count());
    },
};

registry.category("services").add("skks_base.activity_counter", activityCounterService);
