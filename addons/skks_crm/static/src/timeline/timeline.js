import {
    Component,
    onMounted,
    onPatched,
    onWillStart,
    onWillUnmount,
    useRef,
    useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { closestScrollableY } from "@web/core/utils/scrolling";
import { useDebounced } from "@web/core/utils/timing";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;
const MODEL = "skks.timeline.event";
const NO_FILTERS = { kinds: [], persons: [], date_from: "", date_to: "", words: "" };
const DAY_FORMAT = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const TYPING = 400;

/** What happened between the office and an outlet or a journalist, day by day. */
export class Timeline extends Component {
    static template = "skks_crm.Timeline";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.rootRef = useRef("root");
        this.endRef = useRef("end");
        this.display = { controlPanel: {} };
        this.turn = 0;
        const kept = this.props.state?.timeline;
        this.state = useState({
            head: { name: "", kinds: [], persons: [] },
            filters: { ...NO_FILTERS },
            day: "",
            events: [],
            older: false,
            newer: false,
            busy: false,
            error: "",
            told: "",
            choosing: false,
            ...this.props.globalState?.timeline,
            ...kept,
        });
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({ timeline: this.toKeep() }),
            getGlobalState: () => ({ timeline: this.chosen() }),
        });
        this.search = useDebounced(() => this.load(), TYPING);
        onWillStart(() => Promise.all([this.loadHead(), kept || this.load()]));
        onMounted(() => this.watchTheEnd());
        onPatched(() => this.keepPlace());
        onWillUnmount(() => this.observer?.disconnect());
    }

    get partnerId() {
        const { context, params } = this.props.action;
        return Number(context?.active_id || params?.active_id || 0);
    }

    /** What is still chosen when the browser goes back to this page. */
    chosen() {
        const { filters, day } = this.state;
        return JSON.parse(JSON.stringify({ filters, day }));
    }

    /** What is still there when somebody comes back from a document by its trail. */
    toKeep() {
        const { events, older, newer } = this.state;
        return JSON.parse(JSON.stringify({ ...this.chosen(), events, older, newer }));
    }

    /** Older events come by themselves when the last one is in sight. */
    watchTheEnd() {
        this.observer = new IntersectionObserver(
            ([entry]) => entry.isIntersecting && !this.state.error && this.loadOlder(),
            { rootMargin: "200px" }
        );
        this.observer.observe(this.endRef.el);
    }

    // Reading -----------------------------------------------------------------

    call(method, ...args) {
        return this.orm.silent.call(MODEL, method, [this.partnerId, ...args]);
    }

    /** Run what reads; say what went wrong in the page, where it can be tried again. */
    async reading(read) {
        const turn = ++this.turn;
        this.state.busy = true;
        this.state.error = "";
        try {
            const found = await read();
            return turn === this.turn ? found : null;
        } catch (error) {
            if (turn === this.turn) {
                this.state.error = error.data?.message || _t("The server does not answer.");
            }
            return null;
        } finally {
            if (turn === this.turn) {
                this.state.busy = false;
            }
        }
    }

    async loadHead() {
        try {
            this.state.head = await this.call("timeline_head");
            this.env.config.setDisplayName(_t("Timeline: %s", this.state.head.name));
        } catch (error) {
            this.state.error = error.data?.message || _t("The server does not answer.");
        }
    }

    /** The first page of what is chosen, from the chosen day on. */
    async load() {
        const { filters, day } = this.state;
        const start = day ? { day } : null;
        const found = await this.reading(() =>
            Promise.all([
                this.call("timeline_page", filters, start),
                day ? this.call("timeline_page", filters, start, true) : { events: [] },
            ])
        );
        if (found) {
            const [page, later] = found;
            this.state.events = page.events;
            this.state.older = page.more;
            this.state.newer = later.events.length > 0;
            this.tell();
        }
    }

    async loadOlder() {
        const last = this.state.events.at(-1);
        if (this.state.busy || !this.state.older || !last) {
            return;
        }
        const page = await this.reading(() =>
            this.call("timeline_page", this.state.filters, { date: last.date, id: last.id })
        );
        if (page) {
            this.state.events.push(...page.events);
            this.state.older = page.more;
            this.tell();
            this.watchAgain();
        }
    }

    /** The end may be in sight still: a short page does not fill a high screen. */
    watchAgain() {
        this.observer?.unobserve(this.endRef.el);
        this.observer?.observe(this.endRef.el);
    }

    async loadNewer() {
        const [first] = this.state.events;
        const cursor = first ? { date: first.date, id: first.id } : { day: this.state.day };
        const page = await this.reading(() =>
            this.call("timeline_page", this.state.filters, cursor, true)
        );
        if (page) {
            if (page.events.length) {
                this.rememberPlace();
            }
            this.state.events.unshift(...page.events);
            this.state.newer = page.more;
            this.tell();
        }
    }

    get firstShown() {
        return this.rootRef.el.querySelector(".o_skks_timeline_event");
    }

    /** Where the first event stands, before others come in above it. */
    rememberPlace() {
        const event = this.firstShown;
        this.place = event && { event, top: event.getBoundingClientRect().top };
    }

    /** Whoever reads on towards today goes on where they were. */
    keepPlace() {
        const { event, top } = this.place || {};
        if (!event || event === this.firstShown) {
            return;
        }
        this.place = null;
        const scroller = event.isConnected && closestScrollableY(event);
        if (scroller) {
            scroller.scrollTop += event.getBoundingClientRect().top - top;
        }
    }

    async retry() {
        if (!this.state.head.name) {
            await this.loadHead();
        }
        await (this.state.events.length ? this.loadOlder() : this.load());
    }

    /** The button goes, so the keyboard and the screen reader go on in the text. */
    async showAll(event, ev) {
        const text = ev.target.closest("article").querySelector(".o_skks_timeline_text");
        event.text = await this.orm.call(MODEL, "timeline_text", [event.id]);
        event.is_long = false;
        text.focus();
    }

    /** For a screen reader: how much is there now. */
    tell() {
        const { events, older } = this.state;
        this.state.told = older
            ? _t("%s events are shown, there are older ones.", events.length)
            : _t("%s events are shown, these are all.", events.length);
    }

    // Choosing ----------------------------------------------------------------

    get isChosen() {
        const { kinds, persons, date_from, date_to, words } = this.state.filters;
        return Boolean(kinds.length || persons.length || date_from || date_to || words);
    }

    toggle(name, value) {
        const chosen = this.state.filters[name];
        this.state.filters[name] = chosen.includes(value)
            ? chosen.filter((one) => one !== value)
            : [...chosen, value];
        this.load();
    }

    onWords(ev) {
        this.state.filters.words = ev.target.value;
        this.search();
    }

    onPeriod(name, ev) {
        if (this.isDay(ev.target.value)) {
            this.state.filters[name] = ev.target.value;
            this.load();
        }
    }

    onJump(ev) {
        if (this.isDay(ev.target.value)) {
            this.state.day = ev.target.value;
            this.load();
        }
    }

    /** A year that is being typed is for a while one of the first century. */
    isDay(text) {
        return !text || (text.length === 10 && text >= "1900");
    }

    clear() {
        this.state.filters = { ...NO_FILTERS };
        this.load();
    }

    toNow() {
        this.state.day = "";
        this.load();
    }

    async print() {
        this.action.doAction(await this.call("timeline_print", this.state.filters));
    }

    // Showing -----------------------------------------------------------------

    /** Events by day; what went to several persons at once is one of them. */
    get days() {
        const days = [];
        for (const event of this.state.events) {
            let day = days.at(-1);
            if (day?.day !== event.day) {
                day = { day: event.day, title: this.dayTitle(event.day), events: [] };
                days.push(day);
            }
            const before = day.events.at(-1);
            if (before && this.isSame(before.event, event)) {
                before.persons.push(event.person);
            } else {
                day.events.push({ event, persons: event.person ? [event.person] : [] });
            }
        }
        return days;
    }

    isSame(one, other) {
        return (
            one.res_model !== "res.partner" &&
            ["kind", "res_model", "res_id", "title"].every((name) => one[name] === other[name])
        );
    }

    dayTitle(day) {
        return DateTime.fromISO(day).toLocaleString(DAY_FORMAT);
    }

    /** "today", "yesterday" or "planned" beside the date. */
    dayNote(day) {
        const { today } = this.state.head;
        if (!today) {
            return "";
        }
        const days = DateTime.fromISO(day).diff(DateTime.fromISO(today), "days").days;
        if (days > 0) {
            return _t("planned");
        }
        return { 0: _t("today"), "-1": _t("yesterday") }[days] || "";
    }

    persons({ event, persons }) {
        const named = [...new Set(persons)].filter(
            (name) => name !== this.state.head.name && name !== event.author
        );
        return named.join(", ");
    }

    openTitle(event) {
        return _t("Open: %s", event.title || event.label);
    }

    /** In the form that belongs to the document. */
    async open({ res_model, res_id }) {
        const action = await this.orm.call(res_model, "get_formview_action", [[res_id]]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("skks_timeline", Timeline);
