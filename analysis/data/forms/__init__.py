"""Forms: what each reporting unit is asked, as workbooks that are sent out and come back filled."""
