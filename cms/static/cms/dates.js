/* When a field is left, the calendar would turn an impossible date (31/02/2026) into another one. The server refuses it
   and says so; what was typed stays until then. */
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
