import { Component, onMounted, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { patch } from "@web/core/utils/patch";
import { useBus, useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";

/**
 * One line above a list: what was searched for besides or instead of what was typed.
 *
 * It is there for every view whose search passes on what was typed (`show_skks_query`), and
 * stays in the page when it is empty, so that a screen reader tells when it changes.
 */
export class SearchNote extends Component {
    static template = "skks_base.SearchNote";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ note: false });
        useBus(this.env.searchModel, "update", () => this.update());
        onMounted(() => this.update());
    }

    async update() {
        const { resModel } = this.env.searchModel;
        // From the facets alone: what an action brings along was typed elsewhere.
        const typed = this.env.searchModel._getContext().show_skks_query;
        const note = typed
            ? this.orm.silent.call(resModel, "polish_search_note", [typed])
            : Promise.resolve(false);
        this.state.note = await this.keepLast.add(note);
    }
}

patch(ControlPanel, { components: { ...ControlPanel.components, SearchNote } });
