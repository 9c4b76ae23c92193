import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { WebClient } from "@web/webclient/webclient";

const POLL_MINUTES = 3;

/** A red bar for officers while no letters can be taken from a mailbox. */
export class MailboxAlarm extends Component {
    static template = "skks_base.MailboxAlarm";
    static props = {};

    setup() {
        this.orm = useService("orm").silent;
        this.state = useState({ alarms: [] });
        onWillStart(async () => {
            if (await user.hasGroup("skks_base.group_officer")) {
                // The bar must not keep the web client waiting.
                this.poll();
                this.interval = browser.setInterval(
                    () => this.poll(),
                    POLL_MINUTES * 60 * 1000
                );
            }
        });
        onWillDestroy(() => browser.clearInterval(this.interval));
    }

    async poll() {
        try {
            this.state.alarms = await this.orm.call("fetchmail.server", "skks_alarms", []);
        } catch {
            // A server that does not answer is told about by the web client itself.
        }
    }
}

WebClient.components = { ...WebClient.components, MailboxAlarm };
