import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/** A number that nobody has found out yet is shown as nothing, not as zero. */
export class KnownIntegerField extends IntegerField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("skks_known_integer", {
    ...integerField,
    component: KnownIntegerField,
    isEmpty: (record, name) => !record.data[name],
});
