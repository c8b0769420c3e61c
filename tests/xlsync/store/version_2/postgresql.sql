CREATE TABLE public.xlsync_changes (
    convention text NOT NULL,
    table_name text NOT NULL,
    row_key text NOT NULL,
    column_name text NOT NULL,
    revision integer NOT NULL,
    value text
);

CREATE TABLE public.xlsync_contents (
    hash character varying(64) NOT NULL,
    data bytea NOT NULL
);

CREATE TABLE public.xlsync_issues (
    number integer NOT NULL,
    id character varying(52) NOT NULL,
    hash character varying(64) NOT NULL,
    recipient text NOT NULL,
    day character varying(10) NOT NULL,
    convention text NOT NULL,
    revision character varying(26) NOT NULL,
    file text NOT NULL,
    author text NOT NULL,
    program text NOT NULL,
    parameters character varying(64) NOT NULL,
    versions text NOT NULL,
    "time" character varying NOT NULL
);

CREATE TABLE public.xlsync_meta (
    name character varying NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.xlsync_revisions (
    number integer NOT NULL,
    id character varying(26) NOT NULL,
    parent character varying(26) NOT NULL,
    "time" character varying NOT NULL,
    author text NOT NULL,
    origin text NOT NULL,
    message text NOT NULL
);

INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'bilan', 'annee=2026', '', 1, '1');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'bilan', 'annee=2026', 'economies_constatees', 1, '41126.5');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'champs', '', '', 1, '1');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'champs', '', 'montant_ari', 1, '500000');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'champs', '', 'montant_enveloppe', 1, '1045373');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'conventions', '', '', 1, '1');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'conventions', '', 'date_signature', 1, '2024-03-30');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'conventions', '', 'titre', 1, 'Commune d’exemple');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', '', 1, '1');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', 'annee_versement', 1, '2024');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', 'differe_ans', 1, '0');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', 'duree_ans', 1, '13');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', 'montant', 1, '170000');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', 'periodicite', 1, 'Annuelles');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', 'profil', 1, 'Echéances constantes');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=1', 'taux', 1, '0.02');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', '', 1, '2');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', 'annee_versement', 1, '2025');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', 'differe_ans', 1, '0');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', 'duree_ans', 1, '12');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', 'montant', 1, '170000');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', 'periodicite', 1, 'Annuelles');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', 'profil', 1, 'Echéances constantes');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=2', 'taux', 1, '0.02');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', '', 1, '3');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', 'annee_versement', 1, '2026');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', 'differe_ans', 1, '0');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', 'duree_ans', 1, '11');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', 'montant', 1, '160000');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', 'periodicite', 1, 'Annuelles');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', 'profil', 1, 'Echéances constantes');
INSERT INTO public.xlsync_changes VALUES ('intracting/exemple', 'versements', 'versement=3', 'taux', 1, '0.02');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'champs', '', '', 1, '1');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'champs', '', 'mode_prorata', 1, 'douziemes');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'champs', '', 'plafond_avec_utilisateurs', 1, 'non');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'champs', '', 'utilisateurs_prorates', 1, 'oui');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'conventions', '', '', 1, '1');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'conventions', '', 'statut', 1, 'projet');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', '', 1, '1');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', 'ajustement', 1, 'aucun');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', 'article', 1, '7.3');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', 'declencheur', 1, 'Signature des deux parties');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', 'nature', 1, 'prorata');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', 'obligation', 1, 'Début du prorata au 1er du mois suivant');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', 'reference', 1, 'Date de signature');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=1', 'regle', 1, '1er du mois suivant');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=2', '', 1, '2');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=2', 'article', 1, '7.3');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=2', 'declencheur', 1, 'Année civile');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=2', 'nature', 1, 'échéance');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=2', 'obligation', 1, 'Facturation au 1er trimestre');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', '', 1, '3');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'ajustement', 1, 'suivant');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'article', 1, '7.3');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'declencheur', 1, 'Signature');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'delai', 1, '0');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'nature', 1, 'paiement');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'obligation', 1, 'Paiement immédiat de la première année');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'reference', 1, 'Date de signature');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'regle', 1, 'décalage');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'sens', 1, 'après');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=3', 'unite', 1, 'jours');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', '', 1, '4');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'ajustement', 1, 'aucun');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'article', 1, '8');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'declencheur', 1, 'Prise d’effet');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'delai', 1, '0');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'nature', 1, 'durée');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'obligation', 1, 'Fin au 31/12, puis tacite reconduction d’un an');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'reference', 1, 'Date de fin');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'regle', 1, 'décalage');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'sens', 1, 'après');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=4', 'unite', 1, 'jours');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', '', 1, '5');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'ajustement', 1, 'aucun');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'article', 1, '8');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'declencheur', 1, 'Fin de l’année');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'nature', 1, 'durée');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'obligation', 1, 'Fin de la première reconduction');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'parametre', 1, 'mixeur.duree_reconduction');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'reference', 1, 'Date de fin');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'regle', 1, 'décalage');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'sens', 1, 'après');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=5', 'unite', 1, 'annees');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', '', 1, '6');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'ajustement', 1, 'precedent');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'article', 1, '9.1');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'declencheur', 1, 'Sortie au 31/12');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'nature', 1, 'limite');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'obligation', 1, 'Préavis écrit d’au moins 3 mois');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'parametre', 1, 'mixeur.preavis_sortie');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'reference', 1, 'Date de fin');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'regle', 1, 'décalage');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'sens', 1, 'avant');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=6', 'unite', 1, 'mois');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', '', 1, '7');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'ajustement', 1, 'precedent');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'article', 1, '9.1');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'declencheur', 1, 'Sortie demandée');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'nature', 1, 'limite');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'obligation', 1, 'Préavis écrit d’au moins 3 mois');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'parametre', 1, 'mixeur.preavis_sortie');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'reference', 1, 'Sortie de la communauté (31 décembre)');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'regle', 1, 'décalage');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'sens', 1, 'avant');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=7', 'unite', 1, 'mois');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=8', '', 1, '8');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=8', 'article', 1, '5.1');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=8', 'declencheur', 1, 'Signalement un jour ouvré');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=8', 'nature', 1, 'garantie');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=8', 'obligation', 1, 'Intervention en 4 h ; sinon dans les 5 premières heures de la première plage');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=9', '', 1, '9');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=9', 'article', 1, '5.1');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=9', 'declencheur', 1, 'Interruption du service');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=9', 'nature', 1, 'garantie');
INSERT INTO public.xlsync_changes VALUES ('mixeur/exemple', 'echeances', 'id=9', 'obligation', 1, 'Rétablissement en 1 jour ouvré');

INSERT INTO public.xlsync_contents VALUES ('8a9fc5f7124db8abad8c4fc67f414dd6d0c0eebb53e75d2e7098b28f13f92562', '\x504b2076657273696f6e2032');

INSERT INTO public.xlsync_issues VALUES (1, 'RPB84VER', '8a9fc5f7124db8abad8c4fc67f414dd6d0c0eebb53e75d2e7098b28f13f92562', 'Mairie d’Aulnay', '2026-11-30', 'mixeur/exemple', '01M8N3FW4GGVTYVVRZDR67YKWF', 'mixeur-exemple.xlsx', 'Gestion', '0.1.0', '0000000000000000000000000000000000000000000000000000000000000000', '[{"code": "mixeur.taux_par_habitant", "start": "2027-01-01", "value": "0.012", "document": "Décision", "article": "annexe 2", "decided": "2026-10-10", "note": "", "convention": ""}]', '2026-11-30T00:00:00+00:00');

INSERT INTO public.xlsync_meta VALUES ('store_id', '062a90fb-70bc-44f2-93e9-5e38c53435b7');
INSERT INTO public.xlsync_meta VALUES ('schema_version', '2');

INSERT INTO public.xlsync_revisions VALUES (1, '01M8N3FW4GGVTYVVRZDR67YKWF', '', '2026-11-30T02:10:38+00:00', 'Gestion', 'test', 'version 1');

ALTER TABLE ONLY public.xlsync_changes
    ADD CONSTRAINT xlsync_changes_pkey PRIMARY KEY (convention, table_name, row_key, column_name, revision);

ALTER TABLE ONLY public.xlsync_contents
    ADD CONSTRAINT xlsync_contents_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.xlsync_issues
    ADD CONSTRAINT xlsync_issues_hash_recipient_day_key UNIQUE (hash, recipient, day);

ALTER TABLE ONLY public.xlsync_issues
    ADD CONSTRAINT xlsync_issues_id_key UNIQUE (id);

ALTER TABLE ONLY public.xlsync_issues
    ADD CONSTRAINT xlsync_issues_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.xlsync_meta
    ADD CONSTRAINT xlsync_meta_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.xlsync_revisions
    ADD CONSTRAINT xlsync_revisions_id_key UNIQUE (id);

ALTER TABLE ONLY public.xlsync_revisions
    ADD CONSTRAINT xlsync_revisions_parent_key UNIQUE (parent);

ALTER TABLE ONLY public.xlsync_revisions
    ADD CONSTRAINT xlsync_revisions_pkey PRIMARY KEY (number);

CREATE INDEX ix_xlsync_changes_revision ON public.xlsync_changes USING btree (revision);

CREATE INDEX ix_xlsync_issues_convention ON public.xlsync_issues USING btree (convention);

ALTER TABLE ONLY public.xlsync_changes
    ADD CONSTRAINT xlsync_changes_revision_fkey FOREIGN KEY (revision) REFERENCES public.xlsync_revisions(number);

ALTER TABLE ONLY public.xlsync_issues
    ADD CONSTRAINT xlsync_issues_hash_fkey FOREIGN KEY (hash) REFERENCES public.xlsync_contents(hash);

