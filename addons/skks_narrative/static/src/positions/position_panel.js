import { Component, markup, onWillStart, useRef, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { INSERT } from "./insertable_html_field";
import { PositionReasonDialog } from "./reason_dialog";

const WAIT = 250;
const MODEL = "skks.narrative";
const KEY = "alt+y";
const BADGES = {
    current: "text-bg-success",
    due_soon: "text-bg-info",
    overdue: "text-bg-warning",
    expired: "text-bg-danger",
    never_confirmed: "text-bg-secondary",
};

/**
 * Positions beside a text that is being written: found as one types, put in by a key.
 *
 * What may be found and used is decided by the server alone. The use is recorded
 * first, then the words go into the editor, where what was typed and not saved still
 * is, and then the text is saved, so that record and text say the same.
 */
export class PositionPanel extends Component {
    static template = "skks_narrative.PositionPanel";
    static props = { ...standardWidgetProps, field: { type: String, optional: true } };
    static defaultProps = { field: "body" };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.inputRef = useRef("query");
        this.listRef = useRef("list");
        this.keepLast = new KeepLast();
        this.state = useState({
            query: "",
            rows: [],
            chosen: 0,
            note: false,
            more: false,
            said: "",
            searched: "",
            busy: false,
            open: !this.env.isSmall,
        });
        this.searchSoon = useDebounced(() => this.search(), WAIT);
        useHotkey(KEY, () => this.enter(), {
            bypassEditableProtection: true,
            withOverlay: () => this.inputRef.el || this.listRef.el,
        });
        onWillStart(() => this.isWritten && this.search());
    }

    get record() {
        return this.props.record;
    }

    get isWritten() {
        return this.record.isInEdition && Boolean(this.record.resId);
    }

    get chosenRow() {
        return this.state.rows[this.state.chosen];
    }

    /** Unique in the page also where two forms are open over one another. */
    get listId() {
        return `skks_positions_${this.record.id}`;
    }

    optionId(index) {
        return `${this.listId}_${index}`;
    }

    badge(row) {
        return row.withdrawn ? "text-bg-dark" : BADGES[row.freshness];
    }

    // Searching ---------------------------------------------------------------

    async search() {
        const { resModel, resId } = this.record;
        const { query } = this.state;
        const found = await this.keepLast.add(
            this.orm.call(MODEL, "panel_search", [query, resModel, resId])
        );
        Object.assign(this.state, {
            rows: found.rows.map((row) => ({
                ...row,
                name: markup(row.name),
                thesis: markup(row.thesis),
                excerpt: markup(row.excerpt),
            })),
            note: found.note,
            more: found.more,
            chosen: 0,
            searched: query.trim(),
        });
        this.state.said = this.countWords();
    }

    countWords() {
        const count = this.state.rows.length;
        if (!count) {
            return this.state.searched
                ? _t("No position found.")
                : _t("No position on the topic of this case. Type what you look for.");
        }
        return this.state.more
            ? _t("More than %s positions; type more words.", count)
            : _t("Positions found: %s", count);
    }

    onInput(ev) {
        this.state.query = ev.target.value;
        this.searchSoon();
    }

    async enter() {
        this.state.open = true;
        await Promise.resolve();
        requestAnimationFrame(() => this.inputRef.el?.focus());
    }

    toggle() {
        this.state.open = !this.state.open;
    }

    // Keys --------------------------------------------------------------------

    onKeydown(ev) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step) {
            ev.preventDefault();
            this.choose(this.state.chosen + step);
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            if (this.state.query.trim() !== this.state.searched) {
                // What is shown answers to the words before: nobody has seen the rest.
                return this.search();
            }
            const row = this.chosenRow;
            if (row) {
                return ev.ctrlKey || ev.metaKey ? this.openPosition(row) : this.use(row);
            }
        }
    }

    choose(index) {
        const last = this.state.rows.length - 1;
        this.state.chosen = Math.max(0, Math.min(index, last));
        this.listRef.el?.children[this.state.chosen]?.scrollIntoView({ block: "nearest" });
    }

    // Using -------------------------------------------------------------------

    async use(row) {
        if (this.state.busy) {
            return;
        }
        if (row.refusal) {
            this.tell(row.refusal, "danger");
        } else if (row.obstacle) {
            this.dialog.add(PositionReasonDialog, {
                obstacle: row.obstacle,
                onReason: (reason) => this.insert(row, reason),
            });
        } else {
            await this.insert(row, false);
        }
    }

    async insert(row, reason) {
        if (this.state.busy) {
            return;
        }
        const { resModel, resId, model } = this.record;
        this.state.busy = true;
        try {
            const html = await this.orm.call(MODEL, "action_use_in", [
                [row.id],
                resModel,
                resId,
                reason,
            ]);
            const detail = { name: this.props.field, html, done: false };
            model.bus.trigger(INSERT, detail);
            if (!detail.done) {
                const before = this.record.data[this.props.field] || "";
                await this.record.update({ [this.props.field]: markup(`${before}${html}`) });
            }
            if (await this.record.save()) {
                this.tell(_t("Inserted: %s", row.title), "success");
            }
            if (row.warning) {
                this.tell(row.warning, "warning");
            }
        } finally {
            this.state.busy = false;
        }
        this.inputRef.el?.focus();
    }

    tell(message, type) {
        this.state.said = message;
        this.notification.add(message, { type });
    }

    openPosition(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: row.id,
            views: [[false, "form"]],
            target: "new",
        });
    }
}

export const positionPanel = {
    component: PositionPanel,
    extractProps: ({ options }) => (options.field ? { field: options.field } : {}),
};

registry.category("view_widgets").add("skks_position_panel", positionPanel);
