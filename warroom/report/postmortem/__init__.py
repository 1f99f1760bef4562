"""The post-mortem's draft: what the record knows, in the sections of the playbook in force; blanks are marked."""
